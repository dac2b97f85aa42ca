#pragma once

#include <string>
#include <string_view>

#include "mailer/smtp_reply.hpp"

namespace mailer {

/// Follows one connection's conversation, so that a failure can be judged by where it happened.
/// Keeps commands' names and the last reply, never a credential.
class SmtpTranscript {
public:
    /// The next mail, on the same connection or on a new one.
    void start_mail();
    void on_command(std::string_view line);
    void on_reply(std::string_view line);
    /// `reached` is Body or FinalDot.
    void on_body(Stage reached);

    [[nodiscard]] Stage stage() const { return stage_; }

    /// To the last command; 0 while there is none.
    [[nodiscard]] int reply() const { return reply_; }

    /// All lines of that reply, joined.
    [[nodiscard]] const std::string& words() const { return words_; }

    /// On this connection AUTH was sent.
    [[nodiscard]] bool has_tried_login() const { return has_tried_login_; }

private:
    void enter(Stage stage);

    Stage stage_ = Stage::Connect;
    int reply_ = 0;
    std::string words_;
    bool has_tried_login_ = false;
    bool is_leaving_ = false;  ///< QUIT was sent: its reply says nothing about the mail
};

}  // namespace mailer
