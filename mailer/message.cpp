#include "mailer/message.hpp"

#include "base/text.hpp"
#include "mailer/address.hpp"

namespace mailer {
namespace {

using base::ErrorKind;

/// The text of a quoted-string, or of a bare phrase without quotes and angle brackets.
base::Result<std::string> parse_name(std::string_view phrase) {
    if (!phrase.starts_with('"')) {
        if (phrase.find_first_of("\"<>") != std::string_view::npos)
            return base::fail(ErrorKind::Invalid, "mailbox: stray quote or bracket in the name");
        return std::string(phrase);
    }
    std::string name;
    for (std::size_t i = 1; i < phrase.size(); ++i) {
        if (phrase[i] == '"') {
            if (i + 1 != phrase.size())
                return base::fail(ErrorKind::Invalid, "mailbox: text after the quoted name");
            return name;
        }
        if (phrase[i] == '\\' && ++i == phrase.size()) break;
        name += phrase[i];
    }
    return base::fail(ErrorKind::Invalid, "mailbox: the quoted name does not end");
}

}  // namespace

base::Result<Mailbox> parse_mailbox(std::string_view text) {
    // Before any trimming, which takes line ends as well.
    if (base::has_control_character(text))
        return base::fail(ErrorKind::Invalid, "mailbox: control character");
    const std::string_view trimmed = base::trim(text);
    if (!trimmed.ends_with('>')) return make_mailbox("", trimmed);
    const std::size_t open = trimmed.rfind('<');
    if (open == std::string_view::npos)
        return base::fail(ErrorKind::Invalid, "mailbox: '>' without '<'");
    const auto name = parse_name(base::trim(trimmed.substr(0, open)));
    if (!name) return base::fail(name);
    return make_mailbox(*name, trimmed.substr(open + 1, trimmed.size() - open - 2));
}

base::Result<Mailbox> make_mailbox(std::string_view name, std::string_view address) {
    if (base::has_control_character(name))
        return base::fail(ErrorKind::Invalid, "mailbox: control character in the name");
    if (!base::is_utf8(name)) return base::fail(ErrorKind::Invalid, "mailbox: name is not UTF-8");
    if (const auto checked = check_address(address); !checked) return base::fail(checked);
    return Mailbox{std::string(name), std::string(address)};
}

}  // namespace mailer
