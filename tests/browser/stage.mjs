// The three programs on free ports of loopback: a simulated Jira site, a mail sink, the connector.

import {spawn} from 'node:child_process';
import {createServer} from 'node:net';
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {openSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

const WEBHOOK_SECRET = 'webhook-secret-of-the-browser-test';

async function freePorts(count) {
    const servers = [];
    for (let i = 0; i < count; ++i) {
        const server = createServer();
        await new Promise((resolve, reject) => {
            server.once('error', reject);
            server.listen(0, '127.0.0.1', resolve);
        });
        servers.push(server);
    }
    const ports = servers.map((server) => server.address().port);
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    return ports;
}

function configText({site, smtp, portal, admin}, more, {site: moreOfSite, anonymous}) {
    return `version: 1
site:
  url: http://127.0.0.1:${site}
  kind: cloud
  auth: {kind: basic, email: bot@acme.example, token: demo-token}
  webhook_secret: ${WEBHOOK_SECRET}
  poll_interval: 10s
  ${moreOfSite}
server:
  listen: 127.0.0.1:${portal}
  admin_listen: 127.0.0.1:${admin}
  public_url: http://localhost:${portal}
store:
  url: sqlite:connector.db
keys:
  directory: keys
mail:
  smtp: {url: "smtp://127.0.0.1:${smtp}", tls: off}
  from: "Acme Support <support@acme.example>"
projects:
  - key: SUP
    name: Acme Support
    path: /sup
    access: {portal: verify, channel: verify, anonymous: ${anonymous ? 'on' : 'off'}, email: on, puzzle: off}
    mail: {events: [request_created, agent_replied, status_changed, request_resolved]}
    ${more}
${anonymous ? 'provision: {kbot_email: kbot@acme.example}' : ''}
`;
}

class Program {
    constructor(name, command, args, directory) {
        this.name = name;
        this.logFile = join(directory, `${name}.log`);
        const log = openSync(this.logFile, 'a');
        this.child = spawn(command, args, {cwd: directory, stdio: ['ignore', log, log]});
        this.ended = new Promise((resolve) => {
            this.child.once('exit', (code, signal) => resolve(signal ?? code));
            this.child.once('error', (error) => resolve(error.message));
        });
        this.ended.then((how) => { this.howEnded = how; });
    }

    async lastLines(count = 25) {
        const text = await readFile(this.logFile, 'utf8').catch(() => '');
        return text.trimEnd().split('\n').slice(-count).join('\n');
    }

    async untilItAnswers(url, deadline = 30_000) {
        const end = Date.now() + deadline;
        while (Date.now() < end && this.howEnded === undefined) {
            const answer = await fetch(url, {signal: AbortSignal.timeout(2_000)}).catch(() => null);
            if (answer?.ok) return;
            await new Promise((resolve) => setTimeout(resolve, 50));
        }
        const fate = this.howEnded === undefined ? `${url} did not answer` : `ended: ${this.howEnded}`;
        throw new Error(`${this.name}: ${fate}\n${await this.lastLines()}`);
    }

    async stop() {
        this.child.kill('SIGTERM');
        const patience = setTimeout(() => this.child.kill('SIGKILL'), 15_000);
        const how = await this.ended;
        clearTimeout(patience);
        return how;
    }
}

/**
 * Starts everything found in `bin`; resolves to addresses once each program is ready. `more` are
 * further lines of the project, indented by four but for the first; `site` of the site, by two.
 * `anonymous`: visitors need no address, and the site has what that takes.
 */
export async function openStage(bin, more = '', {site: moreOfSite = '', anonymous = false} = {}) {
    const directory = await mkdtemp(join(tmpdir(), 'jsm-browser-'));
    const [site, inbox, smtp, portal, admin] = await freePorts(5);
    const configFile = join(directory, 'connector.yaml');
    await writeFile(configFile,
        configText({site, smtp, portal, admin}, more, {site: moreOfSite, anonymous}), {mode: 0o600});

    const programs = [];
    const start = async (name, args, readyUrl) => {
        const program = new Program(name, join(bin, name), args, directory);
        programs.push(program);
        await program.untilItAnswers(readyUrl);
    };
    const stage = {
        site: `http://127.0.0.1:${site}`,
        inbox: `http://127.0.0.1:${inbox}`,
        portal: `http://localhost:${portal}`,
        async logs() {
            const parts = await Promise.all(
                programs.map(async (program) => `--- ${program.name}\n${await program.lastLines()}`));
            return parts.join('\n');
        },
        /** Resolves to [name, exit code] of each, last started first. */
        async close() {
            const ends = [];
            for (const program of programs.reverse()) ends.push([program.name, await program.stop()]);
            await rm(directory, {recursive: true, force: true});
            return ends;
        },
    };
    try {
        await start('mail_sink', ['--http', `127.0.0.1:${inbox}`, '--smtp', `127.0.0.1:${smtp}`],
            `${stage.inbox}/`);
        await start('jira_site', ['--listen', `127.0.0.1:${site}`,
            '--webhook-url', `${stage.portal}/webhooks/jira`, '--webhook-secret', WEBHOOK_SECRET,
            '--customer-token', 'customer-token'],
            `${stage.site}/`);
        if (anonymous) {
            // What is left to do by hand on the site does not concern us here.
            const provision = new Program(
                'provision', join(bin, 'connector'), ['provision', '--config', configFile], directory);
            await provision.ended;
        }
        await start('connector', ['run', '--config', configFile], `http://127.0.0.1:${admin}/readyz`);
    } catch (error) {
        await stage.close();
        throw error;
    }
    return stage;
}
