// Tells the server in which time zone this browser is, so that pages show its time
// (connector/portal/readers.hpp). The server takes a name that it knows, and nothing else.
'use strict';

(() => {
    const {timeZone} = Intl.DateTimeFormat().resolvedOptions();
    if (!timeZone || document.cookie.includes(`jsm-zone=${timeZone}`)) return;
    document.cookie = `jsm-zone=${timeZone};path=/;max-age=31536000;samesite=lax`;
})();
