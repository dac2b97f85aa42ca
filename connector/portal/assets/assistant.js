// The assistant over the page; else it is pages.
(() => {
    const door = document.querySelector('a.assistant-door');
    const here = document.getElementById('assistant');
    const dialog = document.createElement('dialog');
    const voice = document.createElement('p');
    voice.className = 'visually-hidden';
    voice.role = 'status';

    // Names of its own.
    const rename = (root) => root.querySelectorAll('*').forEach((each) => {
        for (const {name, value} of each.attributes) {
            if (/^(id|for|aria-\w+by)$/.test(name)) each.setAttribute(name, value.replace(/\S+/g, 'in-$&'));
        }
    });

    const exchange = async (box, url, options) => {
        clearTimeout(box.again);
        box.ariaBusy = 'true';
        try {
            const answer = await fetch(url, options);
            const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
            const fresh = page.getElementById('assistant');
            if (!fresh) return location.assign(answer.url);
            if (box === dialog) rename(fresh);
            box.replaceChildren(fresh, voice);
            const news = fresh.querySelectorAll('.assistants:not(.now, :has(~ .visitors))');
            voice.textContent = [...news].map((each) => each.innerText).join(' ');
            const wrong = fresh.querySelector('[aria-invalid="true"]');
            if (options) (wrong ?? fresh.querySelector('.now')).focus();
            const pause = parseInt(answer.headers.get('refresh'), 10);
            if (pause) box.again = setTimeout(() => exchange(box, url), pause * 1000);
        } catch {
            location.assign(url);
        }
        box.ariaBusy = null;
    };

    const listen = (box) => box.addEventListener('submit', (event) => {
        event.preventDefault();
        if (box.ariaBusy) return;
        const body = new URLSearchParams(new FormData(event.target));
        body.set(event.submitter.name, event.submitter.value);
        exchange(box, event.target.action, {method: 'POST', body});
    });

    if (here) {
        const box = document.createElement('div');
        here.replaceWith(box);
        box.append(here, voice);
        listen(box);
    }
    if (!door) return;
    const token = () => dialog.querySelector('section')?.dataset.token;
    let first;
    dialog.className = 'assistant-dialog';
    dialog.ariaLabel = door.textContent;
    document.body.append(dialog);
    listen(dialog);
    door.addEventListener('click', async (event) => {
        if (event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        dialog.showModal();
        await exchange(dialog, door.href, {});
        first ??= token();
    });
    dialog.addEventListener('click', (event) => {
        if (!event.target.matches('[data-close]')) return;
        event.preventDefault();
        dialog.close();
    });
    // A new guest gets the page as theirs.
    dialog.addEventListener('close', () => {
        clearTimeout(dialog.again);
        if (token() !== first) location.reload();
    });
})();
