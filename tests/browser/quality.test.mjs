// Every page, in both themes and both directions: axe-core finds nothing against WCAG 2.2 AA, nothing
// is fetched from elsewhere, nothing moves after it was shown, and a ticket page is small.
//
//   node quality.test.mjs --bin DIRECTORY

import {createRequire} from 'node:module';
import {readFile} from 'node:fs/promises';
import {parseArgs} from 'node:util';
import {gzipSync} from 'node:zlib';

import {openGallery, walk} from './gallery.mjs';

const {values: options} = parseArgs({options: {bin: {type: 'string'}}});
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const FIRST_LOAD = 30 * 1024;
// What web.dev calls good is 0.1. A line that is set anew by a fallback font makes 0.001, the note
// for browsers without passkeys 0.007 when it goes.
const MOST_MOVED = 0.01;
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const problems = [];
const note = (what) => { if (!problems.includes(what)) problems.push(what); };

async function askAxe(page, where) {
    await page.evaluate(axe);
    const {violations} = await page.evaluate(
        (rules) => window.axe.run(document, {runOnly: {type: 'tag', values: rules}}), RULES);
    for (const {id, help, nodes} of violations) {
        for (const node of nodes) note(`${where}: ${id}, ${help}: ${node.html.slice(0, 160)}`);
    }
}

async function askForMovesAndOverflow(page, where) {
    const {moved, wide} = await page.evaluate(async () => {
        const shifts = await new Promise((resolve) => {
            let sum = 0;
            new PerformanceObserver((list) => {
                for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
            }).observe({type: 'layout-shift', buffered: true});
            requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
        });
        return {moved: shifts, wide: document.documentElement.scrollWidth - window.innerWidth};
    });
    if (moved > MOST_MOVED) note(`${where}: its layout moves (${moved.toFixed(3)})`);
    const before = page.viewportSize();
    await page.setViewportSize({width: 360, height: 800});
    const narrow = await page.evaluate(
        () => document.documentElement.scrollWidth - window.innerWidth);
    if (wide > 0 || narrow > 0) note(`${where}: scrolls sideways (${wide}, ${narrow} px)`);
    await page.setViewportSize(before);
}

/** What a first visit to the page transfers when it is compressed, without images. */
async function firstLoad(context, url) {
    const page = await context.newPage();
    let bytes = 0;
    const parts = [];
    page.on('response', (response) => parts.push(response.body().then((body) => {
        const type = response.headers()['content-type'] ?? '';
        if (!type.startsWith('image/')) bytes += gzipSync(body).length;
    }).catch(() => {})));
    await page.goto(url, {waitUntil: 'load'});
    await Promise.all(parts);
    await page.close();
    return bytes;
}

const gallery = await openGallery(options.bin);
try {
    for (const [locale, direction] of [['en-US', 'ltr'], ['ar', 'rtl']]) {
        for (const colorScheme of ['light', 'dark']) {
            let pages = 0;
            await walk(gallery, {locale, colorScheme}, async (page, name) => {
                const where = `${name} (${locale}, ${colorScheme})`;
                ++pages;
                const dir = await page.evaluate(() => document.documentElement.dir);
                if (dir !== direction) note(`${where}: its direction is "${dir}"`);
                await askForMovesAndOverflow(page, where);
                await askAxe(page, where);
                if (name === 'thread' && locale === 'en-US' && colorScheme === 'light') {
                    const bytes = await firstLoad(page.context(), page.url());
                    console.log(`ok      first load of a ticket page: ${bytes} bytes`);
                    if (bytes > FIRST_LOAD || bytes < 1000) note(`${where}: ${bytes} bytes`);
                }
            });
            console.log(`ok      ${pages} pages looked at (${locale}, ${colorScheme})`);
        }
    }
} catch (error) {
    note(error.message);
    console.error(await gallery.stage.logs());
} finally {
    await gallery.close();
}
for (const problem of problems) console.error(`FAILED  ${problem}`);
process.exitCode = problems.length > 0 ? 1 : 0;
