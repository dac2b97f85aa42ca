// The people of the story and what they do on the pages of the simulated Jira site and of the inbox.

import {button, reloadUntil, seen} from './look.mjs';

/** Works on the Jira site: the customer's raising of a request and the agent's answers. */
export class Desk {
    constructor(page, address) {
        this.page = page;
        this.address = address;
    }

    /** Returns the key of the new request. */
    async raise(customer, summary) {
        await this.page.goto(`${this.address}/`);
        const option = this.page.getByLabel('Customer').locator('option', {hasText: customer.name});
        await this.page.getByLabel('Customer').selectOption(await option.getAttribute('value'));
        await this.page.getByLabel('Summary').fill(summary);
        await this.page.getByLabel('Description').fill(`Please help. ${summary}`);
        await button(this.page, 'Raise request').click();
        await seen(this.page, this.page.getByRole('heading', {name: summary}), 'the new request');
        return this.page.url().split('/').pop();
    }

    async open(key) {
        await this.page.goto(`${this.address}/browse/${key}`);
    }

    async answer(key, text) {
        await this.say(key, 'Reply to customer', 'Send reply', text);
    }

    async note(key, text) {
        await this.say(key, 'Add internal note', 'Add note', text);
    }

    async say(key, label, send, text) {
        await this.open(key);
        await this.page.getByLabel(label).fill(text);
        await button(this.page, send).click();
        await seen(this.page, this.page.getByText(text), `"${text}" in the thread`);
    }

    /** Waits until `text` is a comment that customers see. */
    async untilPublicComment(key, text) {
        await this.open(key);
        const comment = this.page.locator('article.comment:not(.internal)', {hasText: text});
        await reloadUntil(this.page, `"${text}" as a public comment`,
            async () => await comment.count() > 0);
    }
}

/** One person's mails in the mail sink. */
export class Inbox {
    constructor(page, address, owner) {
        this.page = page;
        this.address = address;
        this.owner = owner;
    }

    /** Everything received so far, oldest first, as the sink's interface tells it. */
    async all() {
        const to = encodeURIComponent(this.owner.email);
        const answer = await fetch(`${this.address}/api/mails?to=${to}`);
        return answer.json();
    }

    async newestId() {
        return (await this.all()).at(-1)?.id ?? 0;
    }

    /** Waits for a mail newer than `after` whose text contains `part`; returns it. */
    async next(after, part) {
        let found;
        await this.page.goto(`${this.address}/`);
        await reloadUntil(this.page, `a mail to ${this.owner.email} that contains "${part}"`,
            async () => {
                const mails = await this.all();
                found = mails.find((mail) => mail.id > after && mail.text.includes(part));
                return found !== undefined;
            });
        return found;
    }

    /** Opens a mail from the list and returns its big button, in the HTML part. */
    async open(mail) {
        await this.page.goto(`${this.address}/`);
        await this.page.locator(`a[href="/mail/${mail.id}"]`).click();
        const html = this.page.frameLocator('iframe[title="HTML part"]');
        const link = html.getByRole('link', {name: /^(View this request|Sign in)$/});
        return seen(this.page, link, 'a mail with the button "View this request"');
    }

    /** Presses the mail's big button. Mails open their links in a tab of their own: returns that. */
    async follow(mail) {
        await this.page.bringToFront();
        const link = await this.open(mail);
        const [tab] = await Promise.all([this.page.context().waitForEvent('page'), link.click()]);
        return tab;
    }
}
