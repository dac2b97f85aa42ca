#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "mailer/message.hpp"

namespace mailer {

/// The header section of one mail, written field by field. A value with CR, LF, NUL or another
/// control character is refused, never repaired, so that no value can start a field of its own
/// (SR-91); so is a field that is already there. The first refusal is kept and given by `finish`.
///
/// Lines are folded at blanks to at most 76 bytes and are never longer than 998. Text that ASCII
/// cannot carry becomes RFC 2047 encoded words, cut between characters.
class HeaderBlock {
public:
    /// Free text in UTF-8: Subject and the like.
    void add_text(std::string_view name, std::string_view utf8);
    void add_mailbox(std::string_view name, const Mailbox& mailbox);
    /// A Message-ID without its angle brackets.
    void add_message_id(std::string_view name, std::string_view id);
    void add_date(std::string_view name, base::Time date);

    /// All fields with CRLF, without the empty line that follows; or Invalid, naming the field.
    [[nodiscard]] base::Result<std::string> finish() &&;

private:
    /// False, with the refusal noted, when the field may not be written.
    [[nodiscard]] bool accepts(std::string_view name, std::string_view value);
    void refuse(std::string_view name, std::string_view reason);
    /// `words` hold no blank and are joined by one, or by a fold.
    void write(std::string_view name, const std::vector<std::string>& words);

    std::string text_;
    std::vector<std::string> names_;  ///< lower case
    std::optional<base::Error> refusal_;
};

}  // namespace mailer
