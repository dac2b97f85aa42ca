// Files with a reply: chosen, dropped, pasted and removed by mouse and keyboard, sent with a progress
// bar that can be cancelled. Without JavaScript the form's own field does it.
//
//   node reply.test.mjs --bin DIRECTORY [--screenshots DIRECTORY]

import {parseArgs} from 'node:util';

import {button, expect, launchBrowser, seen, takePictures, textOf} from './look.mjs';
import {Desk, Inbox} from './people.mjs';
import {openStage} from './stage.mjs';

const {values: options} = parseArgs({options: {bin: {type: 'string'}, screenshots: {type: 'string'}}});
const ALICE = {name: 'Alice', email: 'alice@customer.example'};
const PNG = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const photo = (name) => ({name, mimeType: 'image/png', buffer: PNG});

/** Files come by an event of that type, as from another window or the clipboard. */
function give(page, type, names) {
    return page.evaluate(([what, all]) => {
        const files = new DataTransfer();
        for (const name of all) files.items.add(new File(['some text'], name, {type: 'text/plain'}));
        const data = what === 'drop' ? {dataTransfer: files} : {clipboardData: files};
        const Made = what === 'drop' ? DragEvent : ClipboardEvent;
        document.querySelector('#text').dispatchEvent(new Made(what, {bubbles: true, cancelable: true, ...data}));
    }, [type, names]);
}

async function repliesWithFiles({browser, stage, pictures, step}) {
    const desktop = await browser.newContext();
    const hers = await browser.newContext();
    const desk = new Desk(await desktop.newPage(), stage.site);
    const inbox = new Inbox(await hers.newPage(), stage.inbox, ALICE);
    const key = await desk.raise(ALICE, 'The printer is out of toner');
    const page = await inbox.follow(await inbox.next(0, key));
    await button(page, 'Open request').click();
    await seen(page, page.getByLabel('Your reply'), 'the thread');
    const chosen = () => page.locator('[data-chosen] li').allTextContents();

    await step('files are chosen, dropped and pasted, and stand in a list', async () => {
        await page.getByLabel('Attach files').setInputFiles([photo('one.png')]);
        await give(page, 'drop', ['two.txt']);
        await give(page, 'paste', ['three.txt']);
        const names = (await chosen()).map((text) => text.replace('×', ''));
        await expect(page, `the three files, not ${names}`, names.join() === 'one.png,two.txt,three.txt');
        await takePictures(page, pictures, 'reply-files');
    });

    await step('the keyboard removes one and keeps its place', async () => {
        await page.getByRole('button', {name: 'Remove two.txt'}).focus();
        await page.keyboard.press('Enter');
        await expect(page, 'two files', (await chosen()).length === 2);
        const focus = await page.evaluate(() => document.activeElement.getAttribute('aria-label'));
        await expect(page, `the focus in the list, not ${focus}`, focus === 'Remove one.png');
        await page.keyboard.press('Enter');
        await page.keyboard.press('Enter');
        await expect(page, 'the focus on the field', await page.evaluate(() => document.activeElement.id === 'files'));
    });

    await step('one that is too large is said at once', async () => {
        await page.getByLabel('Attach files').setInputFiles([
            {name: 'huge.txt', mimeType: 'text/plain', buffer: Buffer.alloc(10_000_001, 'x')}, photo('small.png')]);
        await seen(page, page.getByText('huge.txt is too large.'), 'the problem');
        await expect(page, 'the other one', (await chosen()).join() === 'small.png×');
    });

    await step('while they are sent there is a bar, and a way to cancel', async () => {
        await page.getByLabel('Your reply').fill('This is what I see.');
        let let_go;
        const held = new Promise((resolve) => { let_go = resolve; });
        await page.route('**/comments', async (route) => {
            await held;
            await route.abort().catch(() => {});  // cancelled by then
        });
        await button(page, 'Send reply').click();
        await seen(page, page.getByRole('progressbar'), 'the bar');
        await takePictures(page, pictures, 'reply-sending');
        await button(page, 'Cancel').click();
        await page.getByRole('progressbar').waitFor({state: 'hidden'});
        await expect(page, 'the text', await page.getByLabel('Your reply').inputValue() === 'This is what I see.');
        let_go();
        await page.unroute('**/comments');
    });

    await step('what the server refuses is said, and text and files stay', async () => {
        await page.getByLabel('Attach files').setInputFiles([{name: 'evil.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg/>')}]);
        await button(page, 'Send reply').click();
        await seen(page, page.getByText(/evil\.svg is of a kind/), 'the refusal');
        await expect(page, 'the text', await page.getByLabel('Your reply').inputValue() === 'This is what I see.');
        await page.getByRole('button', {name: 'Remove evil.svg'}).click();
    });

    await step('they arrive, and come back from Jira with the reply', async () => {
        await button(page, 'Send reply').click();
        await page.waitForFunction(() => !document.querySelector('.pending')
            && document.querySelector('.thread')?.textContent.includes('small.png'), null, {timeout: 30_000});
        await expect(page, 'an empty field', await page.getByLabel('Your reply').inputValue() === '');
        await takePictures(page, pictures, 'reply-sent');
    });

    await step('without JavaScript the field does it', async () => {
        const plain = await browser.newContext({javaScriptEnabled: false});
        const mails = new Inbox(await plain.newPage(), stage.inbox, ALICE);
        const newest = await mails.newestId();
        await desk.answer(key, 'Send us another one.');
        const tab = await mails.follow(await mails.next(newest, 'Send us another one.'));
        await button(tab, 'Open request').click();
        await tab.getByLabel('Your reply').fill('Here it is.');
        await tab.getByLabel('Attach files').setInputFiles([photo('plain.png')]);
        await button(tab, 'Send reply').click();
        await seen(tab, tab.getByText('plain.png'), 'the file');
        await expect(tab, 'the reply', (await textOf(tab)).includes('Here it is.'));
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
        await repliesWithFiles({browser, stage, pictures: options.screenshots, step});
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
