#pragma once

#include "mailer/message.hpp"

namespace tests {

/// A mail with nothing odd about it.
inline mailer::Message sample_message() {
    return mailer::Message{
        .from = {"Acme Support", "sup@acme.example"},
        .to = {"Ann", "ann@client.example"},
        .subject = "[SUP-12] Printer on fire",
        .text = "Hello\nhttps://support.acme.example/l/AbC-_09\n",
        .html = "<p>Hello <a href=\"https://support.acme.example/l/AbC-_09\">link</a></p>\n",
        .message_id = "m1.sup-12@acme.example",
        .thread_id = "sup-12@acme.example",
        .date = base::from_millis(1'795'262'400'000),
    };
}

}  // namespace tests
