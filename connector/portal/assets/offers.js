// Offers help articles for what is typed as a new request's summary. The place to ask and the
// field are in the attributes of the element that they appear in.
'use strict';

(() => {
    const place = document.querySelector('[data-offers]');
    const field = place && document.getElementById(place.dataset.field);
    if (!field) return;
    const leastLetters = 4;
    const pause = 600;
    let timer = 0;
    let asked = '';

    const offer = async () => {
        const words = field.value.trim();
        if (words.length < leastLetters || words === asked) return;
        asked = words;
        const answer = await fetch(`${place.dataset.offers}?q=${encodeURIComponent(words)}`);
        if (!answer.ok || words !== asked) return;
        const found = new DOMParser().parseFromString(await answer.text(), 'text/html').body;
        place.replaceChildren(...found.children);
        place.hidden = place.children.length === 0;
    };

    field.addEventListener('input', () => {
        clearTimeout(timer);
        timer = setTimeout(() => offer().catch(() => {}), pause);
    });
})();
