// The requests list, as people use it: look for words, narrow it, see what is new, and see that it is
// new no longer once it was read. Once with JavaScript and once without.
//
//   node requests.test.mjs --bin DIRECTORY [--screenshots DIRECTORY]
//
// Without JSM_CHROMIUM the browser is /usr/bin/chromium.

import {parseArgs} from 'node:util';

import {button, expect, launchBrowser, reloadUntil, seen, takePictures} from './look.mjs';
import {Desk, Inbox} from './people.mjs';
import {openStage} from './stage.mjs';

const {values: options} = parseArgs({options: {
    bin: {type: 'string'},
    screenshots: {type: 'string'},
}});

const ALICE = {name: 'Alice', email: 'alice@customer.example'};
const BOB = {name: 'Bob', email: 'bob@customer.example'};

const rows = (page) => page.locator('a.request');
const row = (page, text) => page.locator('a.request', {hasText: text});

async function usesTheList({browser, stage, customer, javaScript, pictures, step}) {
    const desktop = await browser.newContext();
    const hers = await browser.newContext({javaScriptEnabled: javaScript});
    const desk = new Desk(await desktop.newPage(), stage.site);
    const inbox = new Inbox(await hers.newPage(), stage.inbox, customer);
    const printer = `Der Drücker druckt nicht (${customer.name})`;
    const japanese = `会議室の印刷機が動きません (${customer.name})`;
    const heating = `The heating is cold (${customer.name})`;
    const summaries = [printer, japanese, heating];
    const keys = [];
    const list = `${stage.portal}/sup/`;
    let page;

    const find = async (words) => {
        await page.goto(list);
        await page.getByRole('searchbox').fill(words);
        await page.getByRole('searchbox').press('Enter');
    };

    await step('three requests are raised, and the first mail opens the portal', async () => {
        for (const summary of summaries) keys.push(await desk.raise(customer, summary));
        page = await inbox.follow(await inbox.next(0, keys[0]));
        await button(page, 'Open request').click();
        await page.goto(list);
        await reloadUntil(page, 'all three in the list', async () => await rows(page).count() === 3);
        await expect(page, 'none of them new', await page.locator('.unread').count() === 0);
    });

    await step('words find a request, without their accents and unfinished', async () => {
        for (const [words, summary] of [['drucker', printer], ['heat', heating], ['印刷', japanese],
            [keys[1], japanese], [keys[1].split('-')[1], japanese]]) {
            await find(words);
            await expect(page, `"${summary}" first for "${words}"`,
                (await rows(page).first().innerText()).includes(summary));
        }
        await find('drucker heating');
        await seen(page, page.getByText('No request fits'), 'that nothing fits');
        await takePictures(page, pictures, 'list-nothing');
        await page.getByRole('link', {name: 'Show all requests'}).click();
        await expect(page, 'all of them again', await rows(page).count() === 3);
    });

    await step('signs are no syntax', async () => {
        for (const words of ['"heating', 'heating*', '-heating', 'NEAR(heating cold)', '*']) {
            await find(words);
            await seen(page, page.getByRole('heading', {level: 1}), `a page for ${words}`);
            await expect(page, 'what was typed', await page.getByRole('searchbox').inputValue() === words);
        }
    });

    await step('an answer makes it new, and reading it makes it old', async () => {
        await desk.answer(keys[2], 'We are sending somebody.');
        await page.goto(list);
        const unread = page.locator('a.request.unread');
        await reloadUntil(page, 'a new one', async () => await unread.count() === 1);
        await expect(page, 'which says so', (await unread.textContent()).includes(`New: ${heating}`));
        await takePictures(page, pictures, 'list-new');
        await unread.click();
        await seen(page, page.getByText('We are sending somebody.'), 'the answer');
        await page.goto(list);
        await expect(page, 'nothing new', await unread.count() === 0);
    });

    await step('own words are not new', async () => {
        await row(page, heating).click();
        await page.getByLabel('Your reply').fill('Thank you, it is warm.');
        await button(page, 'Send reply').click();
        await desk.untilPublicComment(keys[2], 'Thank you, it is warm.');
        await find('warm');
        await reloadUntil(page, 'the reply in the search', async () => await rows(page).count() === 1);
        await expect(page, 'nothing new', await page.locator('.unread').count() === 0);
    });

    await step('"Mark all as read" marks all', async () => {
        for (const key of keys) await desk.answer(key, `About ${key}`);
        await page.goto(list);
        await reloadUntil(page, 'three new ones', async () => await page.locator('.unread').count() === 3);
        await button(page, 'Mark all as read').click();
        await expect(page, 'none new', await page.locator('.unread').count() === 0);
        await expect(page, 'no such button', await button(page, 'Mark all as read').count() === 0);
    });

    await step('a closed request is in the other view, and filters follow', async () => {
        await desk.open(keys[0]);
        const status = desk.page.getByLabel('Status');
        const done = status.locator('option', {hasText: /Resolved|Done|Closed/});
        await status.selectOption(await done.first().getAttribute('value'));
        await desk.page.locator('form', {has: status}).getByRole('button').click();
        await page.goto(list);
        await reloadUntil(page, 'two open ones', async () => await rows(page).count() === 2);
        await takePictures(page, pictures, 'list-open');
        await page.getByRole('link', {name: 'Closed', exact: true}).click();
        await expect(page, 'the closed one', await row(page, printer).count() === 1);
        await find('drucker');
        await page.getByRole('link', {name: 'show closed requests'}).click();
        await expect(page, 'the closed one again', await row(page, printer).count() === 1);
        await page.goto(list);
        const filter = page.getByLabel('Status');
        if (await filter.count() > 0) {
            await filter.selectOption({index: 1});
            await button(page, 'Apply').click();
            await expect(page, 'the filter in the address', page.url().includes('status='));
            await page.getByRole('link', {name: 'Clear'}).click();
            await expect(page, 'no filter', !page.url().includes('status='));
        }
    });

    await step('no page is wider than a small telephone', async () => {
        await page.setViewportSize({width: 360, height: 740});
        for (const address of [list, `${list}?q=heating`, `${list}?show=closed`]) {
            await page.goto(address);
            const wide = await page.evaluate(() => document.documentElement.scrollWidth);
            await expect(page, `360 px at ${address}, not ${wide}`, wide <= 360);
        }
    }, javaScript);

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
    const step = async (what, run, wanted = true) => {
        if (!wanted) return;
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
        await usesTheList({browser, stage, customer: ALICE, javaScript: true,
            pictures: options.screenshots, step});
        console.log('Once more, without JavaScript');
        await usesTheList({browser, stage, customer: BOB, javaScript: false, step});
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
