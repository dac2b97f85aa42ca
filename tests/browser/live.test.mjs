// Open pages keep up to date by themselves: an agent's comment appears, a reply that is on its way
// becomes one that was sent, and who is signed out is told so. Without JavaScript a reload does it.
//
//   node live.test.mjs --bin DIRECTORY [--screenshots DIRECTORY]

import {parseArgs} from 'node:util';

import {button, expect, launchBrowser, reloadUntil, seen, takePictures, textOf} from './look.mjs';
import {Desk, Inbox} from './people.mjs';
import {openStage} from './stage.mjs';

const {values: options} = parseArgs({options: {bin: {type: 'string'}, screenshots: {type: 'string'}}});
const ALICE = {name: 'Alice', email: 'alice@customer.example'};

async function livePages({browser, stage, pictures, step}) {
    const desktop = await browser.newContext();
    const hers = await browser.newContext({reducedMotion: 'reduce'});
    const desk = new Desk(await desktop.newPage(), stage.site);
    const inbox = new Inbox(await hers.newPage(), stage.inbox, ALICE);
    const key = await desk.raise(ALICE, 'The printer is out of toner');
    const page = await inbox.follow(await inbox.next(0, key));
    const problems = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
        const isOurs = message.type() === 'error' && !message.location().url.endsWith('/favicon.ico');
        if (isOurs) problems.push(message.text());
    });
    await button(page, 'Open request').click();
    await seen(page, page.getByLabel('Your reply'), 'the thread');
    await page.evaluate(() => { window.isTheSamePage = true; });

    await step('an agent\'s comment appears without a reload, and what was typed stays', async () => {
        await page.getByLabel('Your reply').fill('I am still typing');
        await desk.answer(key, 'We are sending somebody with toner.');
        await seen(page, page.getByText('We are sending somebody with toner.'), 'the comment');
        await expect(page, 'no reload', await page.evaluate(() => window.isTheSamePage));
        await expect(page, 'the typed text', await page.getByLabel('Your reply').inputValue() === 'I am still typing');
        await expect(page, 'the focus', await page.evaluate(() => document.activeElement.id === 'text'));
        await expect(page, 'an announcement', (await textOf(page)).includes('There is a new reply'));
        await takePictures(page, pictures, 'live-comment');
    });

    await step('a change elsewhere on the page offers a way to it, and does not jump', async () => {
        for (let i = 0; i < 4; ++i) await desk.answer(key, `A long answer ${i}. ${'Please try this. '.repeat(60)}`);
        await seen(page, page.getByText('A long answer 3'), 'the last long answer');
        await page.evaluate(() => { document.activeElement.blur(); scrollTo(0, 0); });
        await desk.answer(key, 'Done, says the agent.');
        const more = page.getByRole('button', {name: /New replies/});
        await seen(page, more, 'the button for new replies');
        await expect(page, 'no jump', await page.evaluate(() => scrollY === 0));
        await takePictures(page, pictures, 'live-more');
        await more.click();
        await page.waitForFunction(() => scrollY > 0);
        await more.waitFor({state: 'hidden'});
    });

    await step('the list of requests changes by itself', async () => {
        const list = await hers.newPage();
        await list.goto(`${stage.portal}/sup/`);
        await list.evaluate(() => { window.isTheSamePage = true; });
        const other = await desk.raise(ALICE, 'The printer is on fire');
        await seen(list, list.getByText('The printer is on fire'), `the new request ${other}`);
        await expect(list, 'no reload', await list.evaluate(() => window.isTheSamePage));
        await list.close();
    });

    await step('a reply is on its way, then sent, without a reload', async () => {
        await page.getByLabel('Your reply').fill('Thank you all.');
        await button(page, 'Send reply').click();
        await page.evaluate(() => { window.isTheSamePage = true; });
        await seen(page, page.getByText('Thank you all.'), 'the reply');
        // From the mirror it comes without any state.
        await page.waitForFunction(() => !document.querySelector('.pending'), null, {timeout: 30_000});
        await expect(page, 'the reply', (await textOf(page)).includes('Thank you all.'));
        await expect(page, 'no reload', await page.evaluate(() => window.isTheSamePage));
    });

    await step('another window signs out, and this one says so', async () => {
        const second = await hers.newPage();
        await second.goto(`${stage.portal}/sup/`);
        await button(second, 'Sign out').click();
        await seen(page, page.getByText('You are signed out'), 'the notice');
        await takePictures(page, pictures, 'live-over');
        await second.close();
    });
    if (problems.length) throw new Error(`the page complained: ${problems.join('; ')}`);

    await step('without JavaScript a reload shows it', async () => {
        const plain = await browser.newContext({javaScriptEnabled: false});
        const mails = new Inbox(await plain.newPage(), stage.inbox, ALICE);
        const newest = await mails.newestId();
        await desk.answer(key, 'For those without scripts.');
        const tab = await mails.follow(await mails.next(newest, 'For those without scripts.'));
        await button(tab, 'Open request').click();
        await reloadUntil(tab, 'the comment', async () => (await textOf(tab)).includes('For those without scripts.'));
        await expect(tab, 'no notice', !(await textOf(tab)).includes('You are signed out'));
        await plain.close();
    });
    await desktop.close();
    await hers.close();
}

async function main() {
    if (!options.bin) throw new Error('give --bin DIRECTORY');
    const stage = await openStage(options.bin);
    const browser = await launchBrowser().catch(async (error) => {
        await stage.close();
        throw error;
    });
    const step = async (what, run) => {
        const start = Date.now();
        try {
            await run();
        } catch (error) {
            console.error(`FAILED  ${what}\n\n${error.message}\n\n${await stage.logs()}`);
            throw error;
        }
        console.log(`ok      ${what} (${Date.now() - start} ms)`);
    };
    try {
        await livePages({browser, stage, pictures: options.screenshots, step});
    } finally {
        await browser.close();
        for (const [name, how] of await stage.close()) {
            if (how === 0) continue;
            console.error(`FAILED  ${name} ended with ${how} when asked to stop`);
            process.exitCode = 1;
        }
    }
}

await main().catch((error) => {
    if (!process.exitCode) console.error(error.message);
    process.exitCode = 1;
});
