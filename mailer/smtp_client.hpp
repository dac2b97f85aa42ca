#pragma once

#include <memory>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"
#include "mailer/transport.hpp"

namespace mailer {

enum class Tls {
    Required,  ///< STARTTLS (smtp://) or implicit (smtps://) with a checked certificate, or no mail
    Off,       ///< plain text; refused together with credentials
};

struct SmtpSettings {
    std::string url;  ///< smtp://host:port or smtps://host:port
    Tls tls = Tls::Required;
    std::string username{};  ///< empty: no AUTH
    base::Secret password{};
    std::string ca_file{};                       ///< empty: the system's
    std::string helo_name{};                     ///< empty: the machine's name
    base::milliseconds connect_timeout{10'000};  ///< up to and with the login
    base::seconds reply_timeout{30};             ///< for each reply after that
    base::milliseconds total_timeout{60'000};
};

/// libcurl's easy interface with one kept connection. The settings never change for
/// the life of the object, and after any failure the connection is cut, so that a late reply is
/// never charged to the next mail.
class SmtpClient final : public Transport {
public:
    explicit SmtpClient(SmtpSettings settings);
    ~SmtpClient() override;
    SmtpClient(const SmtpClient&) = delete;
    SmtpClient& operator=(const SmtpClient&) = delete;

    [[nodiscard]] Verdict send(const Envelope& envelope, std::string_view mime) override;

    /// Connects, secures and signs in as for a mail, says NOOP and sends nothing. Unavailable, with
    /// the server's words.
    [[nodiscard]] base::Result<void> reach();

    /// Ends the mail under way within a second, as a lost connection would, and every later one at
    /// once: for a process that is to stop. Any thread may call it.
    void interrupt() noexcept;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace mailer
