// Pictures of every page, at three widths, light and dark, in the languages that are asked for.
//
//   node screenshots.mjs --bin DIRECTORY --to DIRECTORY [--locales en-US,ar]

import {join} from 'node:path';
import {parseArgs} from 'node:util';

import {openGallery, walk} from './gallery.mjs';
import {takePictures} from './look.mjs';

const {values: options} = parseArgs({options: {
    bin: {type: 'string'},
    to: {type: 'string'},
    locales: {type: 'string', default: 'en-US,ar'},
}});

const gallery = await openGallery(options.bin);
try {
    for (const locale of options.locales.split(',')) {
        const directory = join(options.to, locale);
        await walk(gallery, {locale}, async (page, name) => {
            await takePictures(page, directory, name);
            console.log(`${join(directory, name)}-*.png`);
        });
    }
} finally {
    await gallery.close();
}
