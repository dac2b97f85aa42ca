// A walk past every kind of page that visitors see. Nothing here depends on the language of the
// pages: elements go by their place, not by their words.

import {launchBrowser, seen} from './look.mjs';
import {Desk, Inbox} from './people.mjs';
import {openStage} from './stage.mjs';

const ALICE = {name: 'Alice', email: 'alice@customer.example'};
const TONER = 'The printer on the second floor is out of toner and says so in a very long line of text';

const ARTICLE = `<h1>Before you begin</h1><p>Switch the printer <strong>off</strong>.</p>
<ol><li>Open the lid.</li><li>Take the cartridge out.</li></ol>
<table><tr><th>Model</th><th>Cartridge</th></tr><tr><td>LX-1</td><td>A-17</td></tr></table>`;

/** What the portals of the walk offer. */
const PROJECT = `help: on
    transitions: {"Resolve this request": "Close request"}
    passkeys: on
    password: {enabled: on}`;
const SITE = 'replies: {email: replies@acme.example, token: customer-token}';

async function sim(stage, method, path, body) {
    const answer = await fetch(`${stage.site}/_sim${path}`, {
        method, headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)});
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json().catch(() => ({}));
}

const send = (page, form) => page.locator(`${form} button[type=submit]`).first().click();

async function submitUnchecked(page, form) {
    await page.locator(form).evaluate((element) => { element.noValidate = true; });
    await send(page, form);
}

/** Opens everything, with a request that has been answered and an article that is found. */
export async function openGallery(bin) {
    const stage = await openStage(bin, PROJECT, {site: SITE});
    const browser = await launchBrowser().catch(async (error) => {
        await stage.close();
        throw error;
    });
    await sim(stage, 'PUT', '/settings', {replies_is_customer: true, global_anonymous_access: true, is_open: true});
    await sim(stage, 'POST', '/articles', {title: 'Change the toner of a printer',
        excerpt: 'How to change the toner without getting it on your hands.', html: ARTICLE});
    const desktop = await browser.newContext();
    const desk = new Desk(await desktop.newPage(), stage.site);
    const inbox = new Inbox(await desktop.newPage(), stage.inbox, ALICE);
    const key = await desk.raise(ALICE, TONER);
    await inbox.next(0, key);
    await desk.answer(key, 'We are sending somebody with toner.');
    await sim(stage, 'POST', `/requests/${key}/status`, {status: 'In progress'});
    return {stage, browser, desk, inbox, key,
        async close() {
            await browser.close();
            return stage.close();
        }};
}

/** A link that somebody asked for, in a browser that is closed by now. */
async function askedLink({stage, browser, inbox}) {
    const context = await browser.newContext();
    const page = await context.newPage();
    const newest = await inbox.newestId();
    await page.goto(`${stage.portal}/sup/sign-in`);
    await askForLink(page, ALICE.email);
    const mail = await inbox.next(newest, '/l/');
    await context.close();
    return linkIn(mail);
}

const linkIn = (mail) => mail.text.match(/http\S+\/l\/\S+/)[0];

async function askForLink(page, address) {
    await page.locator('#address').fill(address);
    await page.locator('main form:has(#address) button[type=submit]').click();
    await seen(page, page.locator('input[name=code]'), 'a field for the code');
}

/** Calls `visit(page, name)` on every page, in a browser that asks for `locale`. */
export async function walk(gallery, {locale, colorScheme = 'light'}, visit) {
    const {stage, browser, desk, inbox, key} = gallery;
    gallery.asked ??= await askedLink(gallery);
    const context = await browser.newContext({locale, colorScheme});
    const page = await context.newPage();
    const sup = `${stage.portal}/sup`;
    const at = async (path, name) => {
        await page.goto(`${sup}${path}`);
        await visit(page, name);
    };
    await at('/sign-in', 'sign-in');
    await at('/come-back', 'come-back');
    await page.goto(gallery.asked);
    await visit(page, 'link-elsewhere');
    await page.goto(`${sup}/sign-in`);
    await askForLink(page, `nobody-${locale}-${colorScheme}@stranger.example`);
    await visit(page, 'link-sent');
    await page.locator('input[name=code]').fill('000000');
    await send(page, 'main form:has(input[name=code])');
    await visit(page, 'code-wrong');

    const newest = await inbox.newestId();
    await desk.answer(key, `An answer that is read in ${locale}, ${colorScheme}.`);
    const link = linkIn(await inbox.next(newest, `${locale}, ${colorScheme}`));
    await page.goto(link);
    await visit(page, 'link');
    await send(page, 'main form');
    await page.waitForURL(new RegExp(`/requests/${key}`));
    await visit(page, 'thread');
    await page.locator('.move summary').click();
    await visit(page, 'thread-move');
    await page.locator('#text').fill('Thank you.\n\nIt is the one beside the window.');
    await send(page, 'main form:has(#text)');
    await visit(page, 'thread-replied');
    await at('/', 'requests');
    await at('/new', 'new-types');
    await page.locator('main a[href*="/new/"]').first().click();
    await page.waitForURL(/\/new\/\d+/);
    await visit(page, 'new-form');
    await submitUnchecked(page, 'main form');
    await visit(page, 'new-form-problems');
    await at('/help', 'help');
    await at('/help?q=toner', 'help-found');
    await page.locator('main .articles a').first().click();
    await page.waitForURL(/\/help\/\d+/);
    await visit(page, 'article');
    await at('/help?q=nothing-has-this', 'help-nothing');
    await at('/account', 'account');
    await at('/account/password', 'password');
    await at('/account/passkeys', 'passkeys');
    await at('/requests/SUP-999', 'not-found');
    const elsewhere = await browser.newContext({locale, colorScheme});
    const other = await elsewhere.newPage();
    await other.goto(link);
    await visit(other, 'link-used');
    await elsewhere.close();
    await context.close();
}
