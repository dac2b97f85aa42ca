// Files of a reply: chosen, dropped or pasted, listed with a button to remove each, and sent with a
// progress bar. Without it the form sends what its file field has.
'use strict';

(() => {
    const form = document.querySelector('form[data-reply]');
    const find = (what) => form.querySelector(what);
    const {mostBytes, mostFiles} = find('.attach').dataset;
    const [field, list, problem, progress] =
        ['#files', '[data-chosen]', '[data-problem]', '[data-progress]'].map(find);
    const {remove, tooLarge, failed} = list.dataset;
    let chosen = [], call;

    const say = (text = '') => {
        problem.textContent = text;
        problem.hidden = !text;
    };

    const show = () => {
        const all = new DataTransfer();
        chosen.forEach((file) => all.items.add(file));
        field.files = all.files;
        list.replaceChildren(...chosen.map((file) => {
            const entry = document.createElement('li');
            const button = document.createElement('button');
            entry.className = 'file';
            button.type = 'button';
            button.textContent = '×';
            button.ariaLabel = remove.replace('{{NAME}}', file.name);
            button.onclick = () => {
                chosen = chosen.filter((other) => other !== file);
                show();
                (find('[data-chosen] button') || field).focus();
            };
            entry.append(file.name, button);
            return entry;
        }));
    };

    const add = (files) => {
        const large = files.find(({size}) => size > mostBytes);
        say(large && tooLarge.replace('{{NAME}}', large.name));
        chosen = [...chosen, ...files.filter(({size}) => size <= mostBytes)].slice(0, mostFiles);
        show();
    };

    const busy = (is) => {
        progress.hidden = !is;
        find('[type=submit]').disabled = is;
    };

    field.onchange = () => add([...field.files]);
    form.ondragover = (event) => event.preventDefault();
    form.ondrop = form.onpaste = (event) => {
        const files = [...(event.dataTransfer || event.clipboardData).files];
        if (!files.length) return;
        event.preventDefault();
        add(files);
    };
    form.onsubmit = (event) => {
        if (!chosen.length) return;
        event.preventDefault();
        say();
        busy(true);
        call = new XMLHttpRequest();
        call.open('POST', form.action);
        call.upload.onprogress = ({loaded, total}) => {
            progress.firstElementChild.value = 100 * loaded / total;
        };
        call.onload = () => {
            if (call.status < 300) return location.replace(call.responseURL + '?sent#latest');
            const page = new DOMParser().parseFromString(call.responseText, 'text/html');
            const found = page.querySelector('#text-problem');
            call.onerror(found && found.textContent);
        };
        call.onerror = (why) => {
            busy(false);
            say(typeof why === 'string' ? why : failed);
        };
        call.send(new FormData(form));
    };
    progress.lastElementChild.onclick = () => {
        call.abort();
        busy(false);
    };
})();
