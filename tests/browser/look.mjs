// What a test does with a page: look, wait, and say clearly what it saw instead.

import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import {chromium} from 'playwright-core';

const PATIENCE = 20_000;

export function launchBrowser() {
    return chromium.launch({
        executablePath: process.env.JSM_CHROMIUM ?? '/usr/bin/chromium',
        args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
            '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    });
}

export async function textOf(page) {
    return page.evaluate(() => document.body?.innerText ?? '').catch((error) => `(${error.message})`);
}

/** An error that shows the page as a person would have seen it. */
export async function disappointment(page, expected) {
    const text = (await textOf(page)).trim().slice(0, 3_000);
    return new Error(`expected ${expected}\non ${page.url()}\nbut the page says:\n${indent(text)}`);
}

export async function expect(page, expected, condition) {
    if (!await condition) throw await disappointment(page, expected);
}

/** Waits until the element is there; `what` names it in the error. */
export async function seen(page, locator, what) {
    await locator.first().waitFor({state: 'visible', timeout: PATIENCE}).catch(async () => {
        throw await disappointment(page, what);
    });
    return locator.first();
}

/** Reloads until `condition()` holds: pages are plain and show what is new when asked again. */
export async function reloadUntil(page, what, condition) {
    const end = Date.now() + PATIENCE;
    for (;;) {
        if (await condition()) return;
        if (Date.now() > end) throw await disappointment(page, what);
        await new Promise((resolve) => setTimeout(resolve, 200));
        await page.reload();
    }
}

export const button = (page, name) => page.getByRole('button', {name, exact: true});

/** Full-page pictures at three widths, light and dark; nothing when `directory` is not given. */
export async function takePictures(page, directory, name) {
    if (!directory) return;
    await mkdir(directory, {recursive: true});
    const before = page.viewportSize();
    for (const width of [360, 768, 1440]) {
        await page.setViewportSize({width, height: 800});
        for (const colorScheme of ['light', 'dark']) {
            await page.emulateMedia({colorScheme});
            await page.screenshot({
                path: join(directory, `${name}-${width}-${colorScheme}.png`), fullPage: true});
        }
    }
    await page.emulateMedia({colorScheme: 'light'});
    if (before) await page.setViewportSize(before);
}

function indent(text) {
    return text.split('\n').map((line) => `    | ${line}`).join('\n');
}
