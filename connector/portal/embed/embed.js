// The portal's button on a page of the project's owner:
//   <script src="https://support.acme.example/sup/embed.js" defer></script>
// It opens a frame that can do nothing but lead to the portal, in a tab of its own. `data-label`
// is the button's text, `data-side="start"` moves it to the other side.
'use strict';

(() => {
    const {name, fill, ink} = {{LOOK}};
    const script = document.currentScript;
    const {label = name, side = 'end'} = script.dataset;
    const edge = side === 'start' ? 'inset-inline-start' : 'inset-inline-end';
    const place = `position:fixed;${edge}:16px;z-index:2147483000;box-shadow:0 4px 20px rgb(0 0 0/25%);`;
    let frame;

    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = label;
    button.setAttribute('aria-expanded', 'false');
    button.style.cssText = `${place}inset-block-end:16px;min-height:48px;padding:0 20px;border:0;`
        + `border-radius:24px;background:${fill};color:${ink};font:600 16px/1.2 system-ui,sans-serif;cursor:pointer`;

    const open = () => {
        frame = document.createElement('iframe');
        frame.title = label;
        frame.sandbox = 'allow-same-origin allow-popups allow-popups-to-escape-sandbox';
        frame.referrerPolicy = 'no-referrer';
        frame.src = new URL('embed', script.src);
        frame.style.cssText = `${place}inset-block-end:76px;width:min(360px,calc(100vw - 32px));`
            + 'height:min(420px,calc(100vh - 108px));border:0;border-radius:12px;color-scheme:light dark';
        button.before(frame);
        frame.focus();
    };
    const close = () => {
        frame.remove();
        frame = undefined;
    };
    const toggle = () => {
        frame ? close() : open();
        button.setAttribute('aria-expanded', String(Boolean(frame)));
    };
    button.addEventListener('click', toggle);
    addEventListener('keydown', ({key}) => {
        if (key !== 'Escape' || !frame) return;
        toggle();
        button.focus();
    });
    document.body.append(button);
})();
