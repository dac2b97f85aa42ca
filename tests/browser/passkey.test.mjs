// Passkeys as people use them, with Chromium's virtual authenticator: added on the account page, then
// one press signs in where nobody has typed anything. Without JavaScript no button is there.
//
//   node passkey.test.mjs --bin DIRECTORY [--screenshots DIRECTORY]

import {parseArgs} from 'node:util';

import {button, expect, launchBrowser, seen, takePictures, textOf} from './look.mjs';
import {Desk, Inbox} from './people.mjs';
import {openStage} from './stage.mjs';

const {values: options} = parseArgs({options: {bin: {type: 'string'}, screenshots: {type: 'string'}}});
const ALICE = {name: 'Alice', email: 'alice@customer.example'};
const PASSWORD = 'correct horse battery staple';

/** A phone or a key that is there and recognises its owner. */
async function addAuthenticator(context, page) {
    const session = await context.newCDPSession(page);
    await session.send('WebAuthn.enable');
    const {authenticatorId} = await session.send('WebAuthn.addVirtualAuthenticator', {options: {
        protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true,
        isUserVerified: true, automaticPresenceSimulation: true}});
    return {
        credentials: async () =>
            (await session.send('WebAuthn.getCredentials', {authenticatorId})).credentials,
        verifies: (isUserVerified) =>
            session.send('WebAuthn.setUserVerified', {authenticatorId, isUserVerified}),
    };
}

async function signOut(page) {
    await button(page, 'Sign out').click();
    await seen(page, page.getByRole('heading', {name: /^Sign in/}), 'the sign-in page');
}

async function main() {
    const stage = await openStage(options.bin, 'passkeys: on\n    password: {enabled: on}');
    const browser = await launchBrowser();
    try {
        const desktop = await browser.newContext();
        const desk = new Desk(await desktop.newPage(), stage.site);
        const inbox = new Inbox(await desktop.newPage(), stage.inbox, ALICE);
        const key = await desk.raise(ALICE, 'The door does not open');
        const mail = await inbox.next(0, key);

        const hers = await browser.newContext();
        const page = await hers.newPage();
        const complaints = [];
        page.on('console', (line) => { if (line.type() === 'error') complaints.push(line.text()); });
        page.on('pageerror', (error) => complaints.push(error.message));
        const authenticator = await addAuthenticator(hers, page);
        await page.goto(mail.text.match(/http\S+\/l\/\S+/)[0]);
        await button(page, 'Open request').click();
        await page.goto(`${stage.portal}/sup/account`);
        await page.getByRole('link', {name: 'Passkeys'}).click();
        await page.getByLabel('A name for it').fill('My phone');
        await takePictures(page, options.screenshots, 'passkeys');
        await button(page, 'Add a passkey').click();
        await seen(page, page.getByText('My phone'), 'the new passkey');
        const [credential] = await authenticator.credentials();
        await expect(page, 'a passkey for our host', credential.rpId === 'localhost');
        await expect(page, 'nothing personal in the handle',
            Buffer.from(credential.userHandle, 'base64').length === 32);
        console.log('ok      a passkey is added');

        await page.getByLabel('A name for it').fill('The same once more');
        await button(page, 'Add a passkey').click();
        await seen(page, page.getByText('That did not work'), 'a refusal of a second one here');
        await expect(page, 'one passkey', (await authenticator.credentials()).length === 1);
        console.log('ok      an authenticator holds one');

        await page.goto(`${stage.portal}/sup/account/password`);
        await page.getByLabel('Your new password').fill(PASSWORD);
        await takePictures(page, options.screenshots, 'password');
        await button(page, 'Set the password').click();
        await seen(page, page.getByText('Done.'), 'the password to be set');
        await signOut(page);
        await takePictures(page, options.screenshots, 'sign-in');

        await authenticator.verifies(false);
        await button(page, 'Use a passkey').click();
        await seen(page, page.getByText('That did not work'), 'a refusal of a stranger');
        await authenticator.verifies(true);
        await button(page, 'Use a passkey').click();
        await seen(page, page.getByText('The door does not open'), 'her requests');
        await page.goto(`${stage.portal}/sup/account`);
        await expect(page, 'a session by a passkey', (await textOf(page)).includes('by passkey'));
        console.log('ok      one press signs in, when its owner is recognised');

        await signOut(page);
        await page.getByText('Use a password').click();
        const form = page.locator('details');
        await form.getByLabel('Your e-mail address').fill(ALICE.email);
        await form.getByLabel('Your password').fill(PASSWORD);
        await button(page, 'Sign in with the password').click();
        await seen(page, page.getByText('The door does not open'), 'her requests');
        console.log('ok      the password signs in');

        await page.goto(`${stage.portal}/sup/account/passkeys`);
        await button(page, 'Remove').click();
        await seen(page, button(page, 'Add a passkey'), 'the page without it');
        await expect(page, 'no passkey', !(await textOf(page)).includes('My phone'));
        await signOut(page);
        await button(page, 'Use a passkey').click();
        await seen(page, page.getByRole('heading', {name: 'That passkey did not work'}), 'a refusal');
        console.log('ok      a removed one is worth nothing');
        const unexpected = complaints.filter((text) => !text.includes('status of 4'));
        await expect(page, `no complaint in the console: ${unexpected}`, unexpected.length === 0);

        const plain = await browser.newContext({javaScriptEnabled: false});
        const plainPage = await plain.newPage();
        await plainPage.goto(`${stage.portal}/sup/sign-in`);
        await seen(plainPage, button(plainPage, 'Mail me a link'), 'the sign-in page');
        await expect(plainPage, 'no button that needs a script',
            !await button(plainPage, 'Use a passkey').isVisible());
        console.log('ok      without JavaScript there is no button');
    } catch (error) {
        console.error(`FAILED  ${error.message}\n\n${await stage.logs()}`);
        process.exitCode = 1;
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
    console.error(error.message);
    process.exitCode = 1;
});
