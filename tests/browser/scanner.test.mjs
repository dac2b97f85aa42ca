// A mail scanner with a real browser: it runs scripts, follows every link, prefetches, reloads and
// scrolls, but presses no button. Nobody is signed in by that, and the link stays good (SR-15).
//
//   node scanner.test.mjs --bin DIRECTORY

import {parseArgs} from 'node:util';

import {button, expect, launchBrowser, seen} from './look.mjs';
import {Desk, Inbox} from './people.mjs';
import {openStage} from './stage.mjs';

const {values: options} = parseArgs({options: {bin: {type: 'string'}}});
const ALICE = {name: 'Alice', email: 'alice@customer.example'};
const LOOKS = 10;

const sessionsOf = async (context) =>
    (await context.cookies()).filter((cookie) => cookie.name.includes('session'));

/** Opens the link as scanners do, and everything that its page links to. */
async function scan(browser, link) {
    const context = await browser.newContext({javaScriptEnabled: true});
    const page = await context.newPage();
    for (let i = 0; i < LOOKS; ++i) {
        const answer = await page.goto(link, {waitUntil: 'networkidle'});
        await expect(page, 'a page that opens', answer.status() === 200);
        // Prefetch, prerender, and fetches by script, with the page's cookies and without.
        await page.evaluate(async (url) => {
            for (const rel of ['prefetch', 'prerender', 'preload']) {
                const hint = document.createElement('link');
                Object.assign(hint, {rel, href: url, as: 'document'});
                document.head.append(hint);
            }
            for (const method of ['GET', 'HEAD', 'OPTIONS']) {
                for (const credentials of ['include', 'omit']) {
                    await fetch(url, {method, credentials}).catch(() => null);
                }
            }
            window.scrollTo(0, document.body.scrollHeight);
        }, link).catch(() => null);  // the page's policy may well forbid all of it
        const targets = await page.locator('a[href]').evaluateAll((all) => all.map((a) => a.href));
        for (const target of targets) await page.goto(target).catch(() => null);
        await page.goto(link);
        await page.keyboard.press('Escape');
        await page.mouse.move(5, 5);
    }
    await expect(page, 'no session', (await sessionsOf(context)).length === 0);
    await context.close();
}

async function main() {
    const stage = await openStage(options.bin);
    const browser = await launchBrowser();
    try {
        const desktop = await browser.newContext();
        const desk = new Desk(await desktop.newPage(), stage.site);
        const inbox = new Inbox(await desktop.newPage(), stage.inbox, ALICE);
        const key = await desk.raise(ALICE, 'The scanner looks at this');
        const mail = await inbox.next(0, key);
        const link = mail.text.match(/http\S+\/l\/\S+/)[0];
        await scan(browser, link);
        console.log(`ok      ${LOOKS} looks by a browser that runs scripts: no session`);

        const hers = await browser.newContext();
        const page = await hers.newPage();
        await page.goto(link);
        await button(page, 'Open request').click();
        await seen(page, page.getByRole('heading', {level: 1, name: 'The scanner looks at this'}),
            'the request');
        await expect(page, 'a session', (await sessionsOf(hers)).length === 1);
        console.log('ok      the link is still good for its owner');
    } catch (error) {
        console.error(`FAILED  ${error.message}\n\n${await stage.logs()}`);
        process.exitCode = 1;
    } finally {
        await browser.close();
        for (const [name, how] of await stage.close()) {
            if (how !== 0) {
                console.error(`FAILED  ${name} ended with ${how} when asked to stop`);
                process.exitCode = 1;
            }
        }
    }
}

await main().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
});
