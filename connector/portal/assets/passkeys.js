// The browser's part of passkeys (https://www.w3.org/TR/webauthn-2/). A form with data-passkey asks
// its data-ask for a challenge, lets the authenticator answer it, fills the answer into its hidden
// fields, and goes on its way as any form. Without this script, or a browser that knows passkeys,
// such forms stay hidden.
'use strict';

(() => {
    const toBytes = (text) =>
        Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
    const toText = (buffer) =>
        btoa(String.fromCharCode(...new Uint8Array(buffer)))
            .replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

    const ask = async (url, options) => {
        const answer = await fetch(url, {credentials: 'same-origin', redirect: 'error', ...options});
        if (!answer.ok) throw new Error(`status ${answer.status}`);
        return answer.json();
    };

    const add = async (form) => {
        const body = new URLSearchParams({form_token: form.elements.form_token.value});
        const asked = await ask(form.dataset.ask, {method: 'POST', body});
        const made = await navigator.credentials.create({publicKey: {
            challenge: toBytes(asked.challenge),
            rp: {id: asked.party, name: asked.brand},
            user: {id: toBytes(asked.handle), name: asked.address, displayName: asked.name},
            pubKeyCredParams: [-7, -8, -257].map((alg) => ({type: 'public-key', alg})),
            excludeCredentials: asked.existing.map((id) => ({type: 'public-key', id: toBytes(id)})),
            authenticatorSelection: {
                residentKey: 'required', requireResidentKey: true, userVerification: 'required'},
            attestation: 'none',
            timeout: 240000,
        }});
        return {
            client_data: toText(made.response.clientDataJSON),
            authenticator_data: toText(made.response.getAuthenticatorData()),
        };
    };

    const use = async (form) => {
        const asked = await ask(form.dataset.ask, {});
        const shown = await navigator.credentials.get({publicKey: {
            challenge: toBytes(asked.challenge),
            rpId: asked.party,
            userVerification: 'required',
            timeout: 240000,
        }});
        return {
            credential: toText(shown.rawId),
            handle: toText(shown.response.userHandle),
            client_data: toText(shown.response.clientDataJSON),
            authenticator_data: toText(shown.response.authenticatorData),
            signature: toText(shown.response.signature),
        };
    };

    const offer = (form) => {
        const problem = form.querySelector('[data-problem]');
        const button = form.querySelector('button');
        form.hidden = false;
        form.addEventListener('submit', async (event) => {
            event.preventDefault();
            problem.hidden = true;
            button.disabled = true;
            try {
                const fields = await (form.dataset.passkey === 'add' ? add(form) : use(form));
                for (const [name, value] of Object.entries(fields)) form.elements[name].value = value;
                form.submit();
            } catch {
                // Also when the visitor changed their mind: nothing happened.
                problem.hidden = false;
            }
            button.disabled = false;
        });
    };

    if (!window.PublicKeyCredential) return;
    document.querySelectorAll('[data-without-passkeys]').forEach((note) => { note.hidden = true; });
    document.querySelectorAll('form[data-passkey]').forEach(offer);
})();
