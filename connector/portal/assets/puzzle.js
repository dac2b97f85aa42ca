// Finds the number that a form with data-puzzle wants: SHA-256 of "PUZZLE:NUMBER" begins with
// data-bits zero bits. Then the form can go on its way. See connector/access/proof_of_work.hpp.
'use strict';

(() => {
    const form = document.querySelector('form[data-puzzle]');
    if (!form || !window.crypto || !window.crypto.subtle) return;
    const {puzzle, bits} = form.dataset;
    const button = form.querySelector('button');
    const text = new TextEncoder();

    const leadingZeros = (bytes) => {
        let zeros = 0;
        for (const byte of bytes) {
            if (byte !== 0) return zeros + Math.clz32(byte) - 24;
            zeros += 8;
        }
        return zeros;
    };

    const solve = async () => {
        for (let number = 0; ; ++number) {
            const hash = await crypto.subtle.digest('SHA-256', text.encode(`${puzzle}:${number}`));
            if (leadingZeros(new Uint8Array(hash)) >= Number(bits)) return number;
        }
    };

    form.hidden = false;
    button.disabled = true;
    solve().then((number) => {
        form.elements.number.value = number;
        button.disabled = false;
        button.textContent = form.dataset.again;
        button.focus();
    });
})();
