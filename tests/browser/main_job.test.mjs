// The main job, as people do it: a customer raises a request, gets a mail, follows the link, reads
// and replies; an agent answers. Once with JavaScript and once without.
//
//   node main_job.test.mjs --bin DIRECTORY [--screenshots DIRECTORY]
//   node main_job.test.mjs --site URL --inbox URL --portal URL    against what runs already
//
// Without JSM_CHROMIUM the browser is /usr/bin/chromium.

import {parseArgs} from 'node:util';

import {button, expect, launchBrowser, reloadUntil, seen, takePictures, textOf} from './look.mjs';
import {Desk, Inbox} from './people.mjs';
import {openStage} from './stage.mjs';

const {values: options} = parseArgs({options: {
    bin: {type: 'string'},
    screenshots: {type: 'string'},
    site: {type: 'string'},
    inbox: {type: 'string'},
    portal: {type: 'string'},
}});

const ALICE = {name: 'Alice', email: 'alice@customer.example'};
const BOB = {name: 'Bob', email: 'bob@customer.example'};

const threadUrl = (key) => new RegExp(`/requests/${key}(#.*)?$`);

/** The whole story for one customer. `pictures` is a directory or nothing. */
async function mainJob({browser, stage, customer, javaScript, pictures, step}) {
    const desktop = await browser.newContext();
    const hers = await browser.newContext({javaScriptEnabled: javaScript});
    const desk = new Desk(await desktop.newPage(), stage.site);
    const inbox = new Inbox(await hers.newPage(), stage.inbox, customer);
    let page;
    const summary = `The printer is out of toner (${customer.name})`;
    const reply = `It is the one beside the window, says ${customer.name}.`;
    const note = `INTERNAL-${customer.name}-never-show-this`;
    let key;
    let mail;

    await step('a request is raised on the Jira site', async () => {
        key = await desk.raise(customer, summary);
    });

    await step('a mail with a link arrives', async () => {
        mail = await inbox.next(0, key);
        await takePictures(inbox.page, pictures, 'inbox');
    });

    await step('the link shows a page with one button, and changes nothing', async () => {
        page = await inbox.follow(mail);
        await seen(page, button(page, 'Open request'), 'the button "Open request"');
        await expect(page, `the key ${key}`, (await textOf(page)).includes(key));
        await expect(page, 'a masked address', /\S\*\*\*@\S\*\*\*/.test(await textOf(page)));
        await expect(page, 'no full address', !(await textOf(page)).includes(customer.email));
        await expect(page, 'exactly one button', await page.getByRole('button').count() === 1);
        await page.reload();
        await seen(page, button(page, 'Open request'), 'the button after a reload');
        await takePictures(page, pictures, 'link');
    });

    await step('one press opens the thread', async () => {
        await button(page, 'Open request').click();
        await seen(page, page.getByRole('heading', {level: 1, name: summary}), 'the request');
        await expect(page, 'an address without the token', threadUrl(key).test(page.url()));
        await takePictures(page, pictures, 'thread');
    });

    await step('a reply becomes a public comment on the Jira site', async () => {
        await page.getByLabel('Your reply').fill(reply);
        await button(page, 'Send reply').click();
        await seen(page, page.getByText(reply), 'the reply in the thread');
        await desk.untilPublicComment(key, reply);
    });

    await step('an agent\'s answer comes by mail and into the thread', async () => {
        await answerArrives('We are sending somebody with toner.');
        await takePictures(page, pictures, 'thread-answered');
    });

    await step('an internal note appears nowhere on the customer\'s side', async () => {
        await desk.note(key, note);
        // What was said after the note has arrived, so the note would have arrived as well.
        await answerArrives('The toner has been replaced.');
        await expect(page, 'nothing of the internal note', !(await page.content()).includes(note));
        for (const received of await inbox.all()) {
            const raw = await fetch(`${stage.inbox}/api/mails/${received.id}/raw`);
            const whole = JSON.stringify(received) + await raw.text();
            if (whole.includes(note)) throw new Error(`mail ${received.id} has the internal note`);
        }
    });

    await step('nobody gets mail about what they wrote themselves', async () => {
        const own = (await inbox.all()).find((received) => received.text.includes(reply));
        if (own) throw new Error(`mail ${own.id} tells ${customer.name} of their own reply`);
    });

    await step('the link is used, and one button mails a fresh one', async () => {
        const elsewhere = await browser.newContext({javaScriptEnabled: javaScript});
        const otherInbox = new Inbox(await elsewhere.newPage(), stage.inbox, customer);
        const newest = await otherInbox.newestId();
        let other = await otherInbox.follow(mail);
        await tryOldLink(other);
        await seen(other, button(other, 'Send me a fresh link'), 'a button for a fresh link');
        await takePictures(other, pictures, 'link-used');
        await button(other, 'Send me a fresh link').click();
        await takePictures(other, pictures, 'link-sent');
        const fresh = await otherInbox.next(newest, 'http');
        other = await otherInbox.follow(fresh);
        await button(other, 'Open request').click();
        await seen(other, other.getByText(summary), 'the request by the fresh link');
        await elsewhere.close();
    });

    await step('the code of a mail signs in where it was asked for', async () => {
        const desk2 = await browser.newContext({javaScriptEnabled: javaScript});
        const asking = await desk2.newPage();
        const newest = await inbox.newestId();
        await asking.goto(`${stage.portal}/sup/sign-in`);
        await takePictures(asking, pictures, 'sign-in');
        await asking.getByLabel('Your e-mail address').fill(customer.email);
        await button(asking, 'Mail me a link').click();
        await takePictures(asking, pictures, 'code');
        const field = asking.getByLabel('Or type the code from the mail');
        await field.fill('no code');
        await button(asking, 'Sign in with the code').click();
        await seen(asking, asking.getByRole('alert'), 'that the code is wrong');
        await takePictures(asking, pictures, 'code-wrong');
        const fresh = await inbox.next(newest, 'Type this code');
        await field.fill(fresh.text.match(/instead: (\d{6})/)[1]);
        await button(asking, 'Sign in with the code').click();
        await seen(asking, asking.getByText(summary), 'the request by the code');
        await asking.goto(`${stage.portal}/sup/account`);
        await seen(asking, asking.getByText('by code'), 'what this session was made by');
        await takePictures(asking, pictures, 'account');
        await desk2.close();
    });

    await desktop.close();
    await hers.close();

    async function answerArrives(text) {
        const newest = await inbox.newestId();
        await desk.answer(key, text);
        const back = page.url();
        await inbox.next(newest, text);
        await page.goto(back);
        await reloadUntil(page, `"${text}" in the thread`,
            async () => (await textOf(page)).includes(text));
    }

    // A link page need not tell a used link from a live one before its button is pressed.
    async function tryOldLink(other) {
        const either = button(other, 'Send me a fresh link').or(button(other, 'Open request'));
        await seen(other, either, 'the page of a used link');
        const open = button(other, 'Open request');
        if (await open.count() > 0) await open.click();
    }
}

async function main() {
    const running = options.site && options.inbox && options.portal;
    if (!running && !options.bin) throw new Error('give --bin DIRECTORY, or --site, --inbox and --portal');
    const stage = running
        ? {...options, logs: async () => '', close: async () => []}
        : await openStage(options.bin);
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
        await mainJob({browser, stage, customer: ALICE, javaScript: true,
            pictures: options.screenshots, step});
        console.log('Once more, without JavaScript');
        await mainJob({browser, stage, customer: BOB, javaScript: false, step});
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
