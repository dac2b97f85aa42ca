// An OpenID Connect provider of another make (npm oidc-provider), certified against the standard's own tests.
//     node provider.mjs CLIENT_ID CLIENT_SECRET REDIRECT_URI
// Whoever comes is signed in without being asked. PUT /control on the second port says as whom, and what is to be
// wrong with the next ID tokens: {"account", "email", "verified", "spoil": "issuer" | "audience" | "nonce" | "key" | "expired" |
// "none" | "shared" | "", "rotate": true}. It is restored by {"spoil": ""}.
import { createServer } from 'node:http';
import Provider from 'oidc-provider';
import * as jose from 'jose';

const [clientId, clientSecret, redirectUri] = process.argv.slice(2);
const state = { account: '', email: 'alice@customer.example', verified: true, spoil: '' };

const freshKey = async (kid) => {
    const { privateKey } = await jose.generateKeyPair('RS256', { extractable: true });
    return { ...(await jose.exportJWK(privateKey)), kid, use: 'sig', alg: 'RS256' };
};
const keys = [await freshKey('first')];
const stranger = await freshKey('first');

/** The token anew, with something wrong. */
const spoiled = async (token) => {
    const claims = jose.decodeJwt(token);
    const head = jose.decodeProtectedHeader(token);
    const now = Math.floor(Date.now() / 1000);
    if (state.spoil === 'issuer') claims.iss = 'https://evil.example';
    if (state.spoil === 'audience') claims.aud = 'somebody-else';
    if (state.spoil === 'nonce') claims.nonce = 'of-another-sign-in';
    if (state.spoil === 'expired') Object.assign(claims, { iat: now - 700, exp: now - 100 });
    if (state.spoil === 'none') return new jose.UnsecuredJWT(claims).encode();
    if (state.spoil === 'shared') {
        const shared = new TextEncoder().encode(clientSecret);
        return new jose.SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(shared);
    }
    const signer = await jose.importJWK(state.spoil === 'key' ? stranger : keys.at(0), 'RS256');
    return new jose.SignJWT(claims).setProtectedHeader(head).sign(signer);
};

let provider;
const makeProvider = (issuer) => {
    provider = new Provider(issuer, {
        clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectUri] }],
        jwks: { keys },
        cookies: { keys: ['of-a-test'] },
        claims: { openid: ['sub'], email: ['email', 'email_verified'] },
        features: { devInteractions: { enabled: false } },
        pkce: { required: () => true },
        interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
        findAccount: (_, id) => ({
            accountId: id,
            claims: () => ({ sub: id, email: state.email, email_verified: state.verified }),
        }),
        // Consent is not the point here.
        loadExistingGrant: async (ctx) => {
            const grant = new ctx.oidc.provider.Grant({
                clientId: ctx.oidc.client.clientId,
                accountId: ctx.oidc.session.accountId,
            });
            grant.addOIDCScope('openid email');
            await grant.save();
            return grant;
        },
    });
    provider.use(async (ctx, next) => {
        await next();
        if (ctx.oidc?.route === 'token' && state.spoil && ctx.body?.id_token) {
            ctx.body.id_token = await spoiled(ctx.body.id_token);
        }
    });
};

// "Log in with Atlassian" as its documentation has it, beside the provider: codes are good once, and only for who
// knows the secret; the profile is for the token that came of one.
const codes = new Set();
const tokens = new Set();
const atlassian = (request, response, url) => {
    const json = (status, body) => {
        response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
    };
    if (url.pathname === '/atlassian/authorize') {
        const code = `code-${Math.random()}`;
        codes.add(code);
        const back = new URL(url.searchParams.get('redirect_uri'));
        back.search = new URLSearchParams({ state: url.searchParams.get('state'), code }).toString();
        const isAsked = url.searchParams.get('scope') === 'read:me' && url.searchParams.get('client_id') === clientId;
        return isAsked ? response.writeHead(302, { Location: back.href }).end() : json(400, {});
    }
    if (url.pathname === '/atlassian/me') {
        const isKnown = tokens.has((request.headers.authorization ?? '').replace('Bearer ', ''));
        return isKnown ? json(200, { account_type: 'atlassian', account_id: state.account }) : json(401, {});
    }
    const pieces = [];
    request.on('data', (piece) => pieces.push(piece));
    request.on('end', () => {
        const form = new URLSearchParams(Buffer.concat(pieces).toString());
        const isGood = form.get('client_secret') === clientSecret && codes.delete(form.get('code'));
        if (!isGood) return json(400, { error: 'invalid_grant' });
        const token = `token-${Math.random()}`;
        tokens.add(token);
        json(200, { access_token: token, expires_in: 3600, scope: 'read:me' });
    });
};

const server = createServer(async (request, response) => {
    const url = new URL(request.url, 'http://provider');
    if (url.pathname.startsWith('/atlassian/')) return atlassian(request, response, url);
    if (!request.url.startsWith('/interaction/')) return provider.callback()(request, response);
    await provider.interactionFinished(request, response, { login: { accountId: 'the-account' } });
});

const control = createServer((request, response) => {
    const pieces = [];
    request.on('data', (piece) => pieces.push(piece));
    request.on('end', async () => {
        const { rotate, ...said } = JSON.parse(Buffer.concat(pieces).toString() || '{}');
        Object.assign(state, said);
        if (rotate) {
            keys.splice(0, keys.length, await freshKey(`key-${Date.now()}`));
            makeProvider(`http://127.0.0.1:${server.address().port}`);
        }
        response.setHeader('Content-Type', 'application/json');
        response.end(JSON.stringify(state));
    });
});

server.listen(0, '127.0.0.1', () => {
    makeProvider(`http://127.0.0.1:${server.address().port}`);
    control.listen(0, '127.0.0.1', () =>
        console.log(`provider listening on ${server.address().port}, control on ${control.address().port}`),
    );
});
