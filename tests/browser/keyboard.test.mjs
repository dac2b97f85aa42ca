// A whole visit by keyboard alone: sign in, read, reply, look for a request, raise one, sign out.
// Wherever the focus goes, it can be seen.
//
//   node keyboard.test.mjs --bin DIRECTORY

import {parseArgs} from 'node:util';

import {disappointment, expect, launchBrowser, seen, textOf} from './look.mjs';
import {Desk, Inbox} from './people.mjs';
import {openStage} from './stage.mjs';

const {values: options} = parseArgs({options: {bin: {type: 'string'}}});
const ALICE = {name: 'Alice', email: 'alice@customer.example'};
const MOST_STOPS = 60;

/** What has the focus, and whether a person would see that it has. */
async function focused(page, selector) {
    return page.evaluate((wanted) => {
        const element = document.activeElement;
        if (!element || element === document.body) return {is: false, seen: true, name: 'nothing'};
        const style = getComputedStyle(element);
        const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
        const box = element.getBoundingClientRect();
        return {is: element.matches(wanted), seen: outlined && box.width > 0 && box.height > 0,
            name: element.outerHTML.slice(0, 120)};
    }, selector);
}

/** Presses Tab until an element of that kind has the focus. */
async function tabTo(page, selector) {
    for (let stop = 0; stop < MOST_STOPS; ++stop) {
        await page.keyboard.press('Tab');
        const at = await focused(page, selector);
        if (!at.seen) throw await disappointment(page, `a focus that can be seen on ${at.name}`);
        if (at.is) return;
    }
    throw await disappointment(page, `a way to ${selector} by Tab`);
}

async function press(page, selector) {
    await tabTo(page, selector);
    await page.keyboard.press('Enter');
}

async function main() {
    const stage = await openStage(options.bin, 'help: on');
    const browser = await launchBrowser();
    const done = (what) => console.log(`ok      ${what}`);
    try {
        const desktop = await browser.newContext();
        const desk = new Desk(await desktop.newPage(), stage.site);
        const inbox = new Inbox(await desktop.newPage(), stage.inbox, ALICE);
        const key = await desk.raise(ALICE, 'The door does not open');
        const mail = await inbox.next(0, key);

        const page = await (await browser.newContext()).newPage();
        await page.goto(mail.text.match(/http\S+\/l\/\S+/)[0]);
        await press(page, 'main button');
        await page.waitForURL(new RegExp(`/requests/${key}`));
        done('signed in');

        await page.keyboard.press('Tab');
        await expect(page, 'the skip link first', (await focused(page, 'a.skip')).is);
        await page.keyboard.press('Enter');
        await tabTo(page, 'textarea');
        await page.keyboard.type('By keyboard alone.');
        await press(page, 'main form:has(textarea) button[type=submit]');
        await desk.untilPublicComment(key, 'By keyboard alone.');
        done('read and replied');

        await press(page, 'a[href$="/new"]');
        await page.waitForURL(/\/new$/);
        await press(page, 'main a[href*="/new/"]');
        await page.waitForURL(/\/new\/\d+$/);
        await tabTo(page, '#field-summary');
        await page.keyboard.type('Raised by keyboard');
        for (const required of await page.locator('main [required]:not(#field-summary)').all()) {
            await tabTo(page, `[id="${await required.getAttribute('id')}"]`);
            await page.keyboard.press('ArrowDown');
        }
        await press(page, 'main form button[type=submit]');
        await page.waitForURL(/\/(sent|requests)\//);
        await seen(page, page.getByText('Raised by keyboard'), 'the new request');
        done('raised a request');

        await press(page, 'form[action$="/sign-out"] button');
        await page.waitForURL(/\/sign-in$/);
        await expect(page, 'the sign-in page', (await textOf(page)).includes('Sign in'));
        done('signed out');
    } catch (error) {
        console.error(`FAILED  ${error.message}\n\n${await stage.logs()}`);
        process.exitCode = 1;
    } finally {
        await browser.close();
        await stage.close();
    }
}

await main();
