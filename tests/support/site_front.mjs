// A TLS server of another make in front of a plain one: HTTP/2 and HTTP/1.1 by ALPN.
//     node site_front.mjs CERTIFICATE KEY
// PUT /backend on the second port names the server behind it ("http://127.0.0.1:8091"), GET /counts there says what
// came: {"handshakes", "refused_handshakes", "requests": {"2.0": N}, "credentials"}.
import { readFileSync } from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';

const [certificate, key] = process.argv.slice(2);
const counts = { handshakes: 0, refused_handshakes: 0, requests: {}, credentials: 0 };
let backend = null;

// Of one connection, not of the message (RFC 9110 7.6.1); HTTP/2 has no place for them.
const ofTheConnection = ['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'proxy-connection', 'host'];

const passedOn = (headers) =>
    Object.fromEntries(
        Object.entries(headers).filter(([name]) => !name.startsWith(':') && !ofTheConnection.includes(name)),
    );

const pass = (request, response) => {
    counts.requests[request.httpVersion] = (counts.requests[request.httpVersion] ?? 0) + 1;
    if (request.headers.authorization) ++counts.credentials;
    const behind = http.request(
        new URL(request.url, backend),
        { method: request.method, headers: passedOn(request.headers) },
        (answer) => {
            response.writeHead(answer.statusCode, passedOn(answer.headers));
            answer.pipe(response);
        },
    );
    behind.on('error', () => response.destroy());
    request.pipe(behind);
};

const front = http2.createSecureServer(
    { cert: readFileSync(certificate), key: readFileSync(key), allowHTTP1: true },
    pass,
);
front.on('secureConnection', () => ++counts.handshakes);
front.on('tlsClientError', () => ++counts.refused_handshakes);

const control = http.createServer((request, response) => {
    const pieces = [];
    request.on('data', (piece) => pieces.push(piece));
    request.on('end', () => {
        if (request.method === 'PUT') backend = JSON.parse(Buffer.concat(pieces)).backend;
        response.end(JSON.stringify(counts));
    });
});

front.listen(0, '127.0.0.1', () =>
    control.listen(0, '127.0.0.1', () =>
        console.log(`site_front listening on ${front.address().port}, control on ${control.address().port}`),
    ),
);
