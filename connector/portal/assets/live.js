// Keeps an open page up to date. The server says that something changed, never what: the page is
// fetched, and its parts marked data-live take their places. Typed text, focus and place stay.
'use strict';

(() => {
    const live = document.querySelector('[data-live-events]');
    const {liveEvents, liveKey, livePage} = live.dataset;
    const [say, over, more] = live.children;
    const url = new URL(liveEvents, location);
    const unseen = new Set();
    let source, leaving, busy, again;

    const watch = new IntersectionObserver((entries) => {
        for (const {isIntersecting, target} of entries) {
            if (isIntersecting || !target.isConnected) unseen.delete(target);
        }
        more.hidden = !unseen.size;
        more.lastChild.textContent = unseen.size;
    });

    const merge = (part, next) => {
        const old = [...part.children];
        const ids = old.map(({id}) => id);
        const all = [...next.children].map((entry) => {
            const at = old.findIndex((o) => o.id === entry.id && o.innerHTML === entry.innerHTML);
            return at < 0 ? entry : old.splice(at, 1)[0];
        });
        old.forEach((entry) => entry.remove());
        all.forEach((entry, at) => {
            if (part.children[at] === entry) return;
            part.insertBefore(entry, part.children[at]);
            if (!entry.id || 'own' in entry.dataset || ids.includes(entry.id)) return;
            entry.classList.add('is-new');
            unseen.add(entry);
            watch.observe(entry);
            say.replaceChildren(say.dataset.text);
        });
    };

    const show = (html) => {
        const fresh = new DOMParser().parseFromString(html, 'text/html');
        const form = document.getElementById('latest');
        const top = form?.getBoundingClientRect().top;
        const href = document.activeElement.getAttribute('href');
        for (const part of document.querySelectorAll('[data-live]')) {
            const next = fresh.querySelector(`[data-live=${part.dataset.live}]`);
            if (next) merge(part, next);
        }
        if (top < innerHeight) scrollBy(0, form.getBoundingClientRect().top - top);
        if (href) document.querySelector(`a[href="${href}"]`)?.focus({preventScroll: true});
    };

    const end = () => source = source?.close();

    const refresh = async () => {
        again = busy;
        if (busy) return;
        busy = true;
        try {
            const answer = await fetch(livePage || location, {redirect: 'manual', headers: {'X-Live': 1}});
            if (answer.ok) show(await answer.text());
            else if (!answer.status) {
                end();
                over.hidden = false;  // sent to sign in
            }
        } catch { /* Out of reach: the stream comes back, and says what was missed. */ }
        busy = false;
        if (again) refresh();
    };

    const begin = () => {
        if (source || !over.hidden) return;
        source = new EventSource(url);
        const on = (type, act) => source.addEventListener(type, (event) => {
            if (event.lastEventId) url.searchParams.set('after', event.lastEventId);
            act(event);
        });
        on('request', ({data}) => (!liveKey || data === liveKey) && refresh());
        on('refresh', refresh);
        on('replaced', end);
        on('over', () => refresh(end()));
        on('error', () => source?.readyState === 2 && refresh(end()));
    };

    // Browsers have few connections for a site: a page that nobody looks at gives its own back.
    document.addEventListener('visibilitychange', () => {
        clearTimeout(leaving);
        if (document.hidden) leaving = setTimeout(end, 60000);
        else begin();
    });
    more.addEventListener('click', () => [...unseen][0]?.scrollIntoView({block: 'center'}));
    document.documentElement.style.overflowAnchor = 'none';
    begin();
})();
