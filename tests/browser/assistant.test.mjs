// The assistant, as people use it: who is signed in, who gives an address, and who stays anonymous file a
// request each on the simulated site. Once by the keyboard alone, once without JavaScript.
//
//   node assistant.test.mjs --bin DIRECTORY [--screenshots DIRECTORY]
//
// Without JSM_CHROMIUM the browser is /usr/bin/chromium.

import {parseArgs} from 'node:util';

import {button, expect, launchBrowser, reloadUntil, seen, takePictures, textOf} from './look.mjs';
import {Desk, Inbox} from './people.mjs';
import {openStage} from './stage.mjs';

const {values: options} = parseArgs({options: {
    bin: {type: 'string'},
    screenshots: {type: 'string'},
}});

const ALICE = {name: 'Alice', email: 'alice@customer.example'};
const MIA = {name: 'Mia', email: 'mia@new.example'};

/** What the assistant asks now. */
const question = (page) => page.locator('.said > .now');

async function asked(page, words) {
    await seen(page, question(page).filter({hasText: words}), `the question "${words}"`);
}

/** Answers each question of the form of "Get IT help", up to the summary. */
async function answerForm(page, summary) {
    await asked(page, 'Summary');
    await page.locator('.answer input[type="text"]').fill(summary);
    await button(page, 'Answer').click();
    for (let i = 0; i < 12; ++i) {
        await page.waitForLoadState();
        const words = await textOf(page);
        if (words.includes('Is everything right?')) return;
        const before = await page.locator('[name="turn"]').first().inputValue();
        const on = page.getByRole('button', {name: 'Go on without'});
        if (await on.count() > 0) {
            await on.click();
        } else {
            await fillWhatever(page);
            await button(page, 'Answer').click();
        }
        await page.waitForFunction(
            (old) => document.querySelector('[name="turn"]')?.value !== old, before);
    }
    throw new Error(`no summary: ${await textOf(page)}`);
}

async function fillWhatever(page) {
    const select = page.locator('.answer select');
    if (await select.count() > 0) return select.selectOption({index: 1});
    await page.locator('.answer input:not([type="hidden"]), .answer textarea').first().fill('As it was');
}

async function keyOf(page) {
    const link = page.locator('.now a strong');
    const end = Date.now() + 60_000;
    while (await link.count() === 0 && Date.now() < end) {
        await new Promise((resolve) => setTimeout(resolve, 500));
        if (Date.now() % 2 === 0) await page.goto(page.url().split('#')[0]);
    }
    return (await seen(page, link.first(), 'the key of the request')).textContent();
}

/** Presses Tab until `name` has the focus, and Enter. */
async function tabTo(page, name) {
    for (let i = 0; i < 40; ++i) {
        const now = await page.evaluate(() => {
            const at = document.activeElement;
            return at?.getAttribute('aria-label') ?? at?.textContent?.trim() ?? '';
        });
        if (now.startsWith(name)) return page.keyboard.press('Enter');
        await page.keyboard.press('Tab');
    }
    throw new Error(`"${name}" is not reached by the keyboard`);
}

/** Signed in, by the keyboard alone, in the dialogue over the page. */
async function signedIn({browser, stage, step, pictures}) {
    const context = await browser.newContext();
    const desk = new Desk(await context.newPage(), stage.site);
    const inbox = new Inbox(await context.newPage(), stage.inbox, ALICE);
    let page;

    await step('Alice is signed in by a link', async () => {
        const key = await desk.raise(ALICE, 'The first one');
        page = await inbox.follow(await inbox.next(0, key));
        await button(page, 'Open request').click();
        await seen(page, page.getByRole('heading', {level: 1, name: 'The first one'}), 'her request');
    });

    await step('the button opens a dialogue, whose question has the focus', async () => {
        await tabTo(page, 'Chat with the assistant');
        await asked(page, 'What can I do for you?');
        await page.waitForFunction(() => document.activeElement?.matches('dialog .now'));
        await takePictures(page, pictures, 'assistant-dialogue');
    });

    await step('Escape closes it, and the button has the focus again', async () => {
        await page.keyboard.press('Escape');
        await page.waitForFunction(() => document.activeElement?.matches('.assistant-door'));
        await page.keyboard.press('Enter');
        await page.waitForFunction(() => document.activeElement?.matches('dialog .now'));
    });

    await step('a request is told by keys alone', async () => {
        await tabTo(page, 'I want to report a problem');
        await chooseTypeByKeys(page);
        await page.waitForFunction(
            () => document.querySelector('dialog .now')?.textContent.includes('Summary'));
        await page.keyboard.press('Tab');
        await page.keyboard.type('Told by keys');
        await page.keyboard.press('Enter');
        await keysToSummary(page);
        await expect(page, 'what was answered', (await textOf(page)).includes('Told by keys'));
        await takePictures(page, pictures, 'assistant-summary');
    });

    await step('an answer is changed in the summary', async () => {
        await tabTo(page, 'Change Summary');
        await page.waitForFunction(
            () => document.querySelector('dialog .answer input[type="text"]')?.value === 'Told by keys');
        await page.keyboard.press('Tab');
        await page.keyboard.press('ControlOrMeta+A');
        await page.keyboard.type('Told by keys, and corrected');
        await page.keyboard.press('Enter');
        await asked(page, 'Is everything right?');
    });

    await step('it is filed, and its key is told', async () => {
        await tabTo(page, 'Send request');
        const key = await (await seen(page, page.locator('dialog .now a strong'), 'the key')).textContent();
        await desk.open(key);
        await seen(desk.page, desk.page.getByRole('heading', {name: 'Told by keys, and corrected'}),
            'the request on the site');
    });
    await context.close();
}

async function chooseTypeByKeys(page) {
    await page.waitForFunction(
        () => !document.querySelector('dialog .now')?.textContent.includes('What can I do'));
    if (!(await question(page).textContent()).includes('What is it about?')) return;
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
}

/** From a question that is answered just now to the summary. */
async function keysToSummary(page) {
    const turn = page.locator('dialog [name="turn"]').first();
    await page.waitForFunction(
        () => !document.querySelector('dialog .now').textContent.includes('Summary'));
    for (let i = 0; i < 12; ++i) {
        if ((await question(page).textContent()).includes('Is everything right?')) return;
        const before = await turn.inputValue();
        if (await page.locator('dialog').getByRole('button', {name: 'Go on without'}).count() > 0) {
            await tabTo(page, 'Go on without');
        } else {
            await fillWhatever(page);
            await tabTo(page, 'Answer');
        }
        await page.waitForFunction(
            (old) => document.querySelector('dialog [name="turn"]')?.value !== old, before);
    }
}

/** With an address that nobody knows, and without JavaScript. */
async function byAddress({browser, stage, step, pictures}) {
    const context = await browser.newContext({javaScriptEnabled: false});
    const page = await context.newPage();
    await step('without JavaScript the button leads to a page', async () => {
        await page.goto(`${stage.portal}/sup/sign-in`);
        await page.getByRole('link', {name: 'Chat with the assistant'}).click();
        await asked(page, 'What can I do for you?');
        await takePictures(page, pictures, 'assistant-page');
    });
    await step('Mia gives her address and tells what she needs', async () => {
        await button(page, 'I want to report a problem or ask for something').click();
        await asked(page, 'To which e-mail address');
        await page.locator('input[type="email"]').fill(MIA.email);
        await button(page, 'Answer').click();
        await answerWithoutScript(page, 'Told without scripts');
        await takePictures(page, pictures, 'assistant-page-summary');
    });
    await step('it is filed, and a link is mailed to her', async () => {
        await button(page, 'Send request').click();
        await reloadUntil(page, 'the key of the request',
            async () => await page.locator('.now a strong').count() > 0);
        const inbox = new Inbox(await context.newPage(), stage.inbox, MIA);
        await inbox.next(0, '/l/');
    });
    await context.close();
}

async function answerWithoutScript(page, summary) {
    if (await question(page).filter({hasText: 'What is it about?'}).count() > 0) {
        await page.locator('.choices button').first().click();
    }
    await asked(page, 'Summary');
    await page.locator('.answer input[type="text"]').fill(summary);
    await button(page, 'Answer').click();
    for (let i = 0; i < 12; ++i) {
        if ((await textOf(page)).includes('Is everything right?')) return;
        const on = page.getByRole('button', {name: 'Go on without'});
        if (await on.count() > 0) {
            await on.click();
        } else {
            await fillWhatever(page);
            await button(page, 'Answer').click();
        }
    }
    throw new Error(`no summary: ${await textOf(page)}`);
}

/** Two who stay anonymous: each gets a code, and neither sees the other's. */
async function anonymous({browser, stage, step, pictures}) {
    const contexts = [await browser.newContext(), await browser.newContext()];
    const keys = [];
    for (const [number, context] of contexts.entries()) {
        const page = await context.newPage();
        await step(`anonymous visitor ${number + 1} files a request and gets a code`, async () => {
            await page.goto(`${stage.portal}/sup/assistant`);
            await button(page, 'I want to report a problem or ask for something').click();
            await asked(page, 'To which e-mail address');
            await button(page, 'Go on without').click();
            await page.waitForFunction(
                () => !document.querySelector('.now').textContent.includes('e-mail address'));
            if ((await question(page).textContent()).includes('What is it about?')) {
                await page.locator('.choices button').first().click();
            }
            await answerForm(page, `Told by nobody ${number}`);
            await button(page, 'Send request').click();
            keys.push(await keyOf(page));
            await seen(page, page.locator('.code code'), 'the code to come back with');
            await takePictures(page, pictures, 'assistant-sent');
        });
    }
    await step('neither sees the other\'s', async () => {
        for (const [number, context] of contexts.entries()) {
            const page = await context.newPage();
            await page.goto(`${stage.portal}/sup/requests/${keys[number]}`);
            await seen(page, page.getByRole('heading', {name: `Told by nobody ${number}`}), 'their own');
            await page.goto(`${stage.portal}/sup/requests/${keys[1 - number]}`);
            await expect(page, 'nothing of the other\'s',
                !(await textOf(page)).includes(`Told by nobody ${1 - number}`));
            await page.goto(`${stage.portal}/sup/assistant`);
            await expect(page, 'nothing of it in the dialogue',
                !(await textOf(page)).includes(keys[1 - number]));
        }
    });
    for (const context of contexts) await context.close();
}

async function main() {
    const stage = await openStage(options.bin, '', {anonymous: true});
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
    const job = {browser, stage, step, pictures: options.screenshots};
    try {
        await signedIn(job);
        await byAddress(job);
        await anonymous(job);
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
    if (!process.exitCode) console.error(error.message);
    process.exitCode = 1;
});
