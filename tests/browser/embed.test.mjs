// The button on another site: it opens a frame there, the frame leads to the portal, and a site that
// is not listed shows nothing.

import {createServer} from 'node:http';
import {parseArgs} from 'node:util';
import {button, expect, launchBrowser, seen, takePictures} from './look.mjs';
import {openStage} from './stage.mjs';

const {values: options} = parseArgs({options: {bin: {type: 'string'}, pictures: {type: 'string'}}});

/** A site of the customer's on a port of its own; `html` is its only page. */
async function openSite() {
    const site = {html: ''};
    const server = createServer((request, response) => {
        response.writeHead(200, {'Content-Type': 'text/html; charset=utf-8',
            'Content-Security-Policy': site.policy});
        response.end(site.html);
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    site.origin = `http://127.0.0.1:${server.address().port}`;
    site.close = () => new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
    });
    return site;
}

/** The page's own policy is as strict as one with such a button can be. */
function show(site, portal) {
    site.policy = `default-src 'none'; script-src ${portal}; frame-src ${portal}`;
    site.html = `<!doctype html><html lang="en"><title>Acme</title><h1>Our own page</h1>
        <script src="${portal}/sup/embed.js" defer></script>`;
}

async function step(what, run) {
    process.stdout.write(`${what} ... `);
    await run();
    process.stdout.write('yes\n');
}

async function watch(browser, stage, listed, stranger) {
    const context = await browser.newContext();
    const page = await context.newPage();
    const complaints = [];
    page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
    });

    await step('a listed site shows the button, and the frame opens', async () => {
        await page.goto(listed.origin);
        await button(page, 'Acme Support').click();
        const frame = page.frameLocator('iframe');
        await seen(page, frame.getByText('How can we help?'), 'the frame');
        const colour = await frame.getByRole('link', {name: 'New request'})
            .evaluate((link) => getComputedStyle(link).backgroundColor);
        await expect(page, `the accent, not ${colour}`, colour === 'rgb(11, 95, 255)');
        await takePictures(page, options.pictures, 'embed');
        await page.setViewportSize({width: 1280, height: 720});
    });

    await step('its links open the portal in a tab that works', async () => {
        const link = page.frameLocator('iframe').getByRole('link', {name: 'My requests'});
        const [tab] = await Promise.all([context.waitForEvent('page'), link.click()]);
        await tab.waitForURL(`${stage.portal}/sup/sign-in`);
        await tab.locator('#address').fill('alice@customer.example');
        await tab.locator('main form:has(#address) button[type=submit]').click();
        await seen(tab, tab.locator('input[name=code]'), 'a form that was taken');
        await tab.close();
    });

    await step('the frame can be closed by the keyboard', async () => {
        await button(page, 'Acme Support').focus();
        await page.keyboard.press('Escape');
        await page.locator('iframe').waitFor({state: 'detached'});
        await expect(page, 'focus on the button', page.evaluate(() => document.activeElement.tagName === 'BUTTON'));
    });
    // The driver looks into the frame with scripts of its own, which its sandbox stops; ours has none.
    const others = complaints.filter((line) => !line.startsWith('Blocked script execution'));
    if (others.length) throw new Error(`the page complained: ${others.join('; ')}`);

    await step('a site that is not listed gets nothing into its frame', async () => {
        await page.goto(stranger.origin);
        await button(page, 'Acme Support').click();
        const end = Date.now() + 20_000;
        while (!complaints.some((text) => text.includes('frame-ancestors')) && Date.now() < end) {
            await new Promise((resolve) => setTimeout(resolve, 50));
        }
        await expect(page, 'a refusal by frame-ancestors', complaints.some((text) => text.includes('frame-ancestors')));
        const shown = await page.frameLocator('iframe').getByText('How can we help?').count();
        await expect(page, 'an empty frame', shown === 0);
    });

    await step('no other page of the portal is framed, by the listed site neither', async () => {
        complaints.length = 0;
        await page.goto(listed.origin);
        await page.evaluate((src) => {
            const frame = document.createElement('iframe');
            frame.src = src;
            document.body.append(frame);
        }, `${stage.portal}/sup/sign-in`);
        const end = Date.now() + 20_000;
        while (!complaints.some((text) => text.includes('frame-ancestors')) && Date.now() < end) {
            await new Promise((resolve) => setTimeout(resolve, 50));
        }
        await expect(page, 'a refusal', complaints.some((text) => text.includes('frame-ancestors')));
    });
    await context.close();
}

async function main() {
    if (!options.bin) throw new Error('give --bin DIRECTORY');
    const sites = [await openSite(), await openSite()];
    const stage = await openStage(options.bin, `embed: {origins: ["${sites[0].origin}"]}`);
    for (const site of sites) show(site, stage.portal);
    const browser = await launchBrowser().catch(async (error) => {
        await stage.close();
        throw error;
    });
    try {
        await watch(browser, stage, ...sites);
    } catch (error) {
        console.error(`\n${await stage.logs()}`);
        throw error;
    } finally {
        await browser.close();
        await stage.close();
        await Promise.all(sites.map((site) => site.close()));
    }
}

await main();
