#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/certificates.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

namespace tests {

/// Debian's Postfix with everything of its own: configuration, queue, state, ports, users,
/// certificate, mailboxes. Nothing of the machine's Postfix is touched, and several can run at a
/// time. It takes mail for the domain `client.test` after TLS and a login, and refuses mailboxes it
/// does not know. Ends with this object.
class Postfix {
public:
    /// Why it can't run here ("not root"), or nothing. Tests then skip aloud.
    [[nodiscard]] static std::optional<std::string> missing();

    /// `mailboxes`: local parts of client.test. Throws with Postfix's log when it doesn't come up.
    explicit Postfix(const std::vector<std::string>& mailboxes);

    [[nodiscard]] std::string submission_url() const;  ///< STARTTLS
    [[nodiscard]] std::string smtps_url() const;       ///< implicit TLS

    [[nodiscard]] static std::string username() { return "bot"; }

    [[nodiscard]] static std::string password() { return "correct horse"; }

    [[nodiscard]] const Certificates& certificates() const { return certificates_; }

    /// The mails in a mailbox, as delivered.
    [[nodiscard]] std::vector<std::string> mails_of(const std::string& mailbox) const;
    /// The same, as soon as there are `count`, or after ten seconds.
    [[nodiscard]] std::vector<std::string> wait_for_mails(
        const std::string& mailbox, std::size_t count = 1
    ) const;
    [[nodiscard]] std::string log() const;

private:
    [[nodiscard]] std::string path(const std::string& name) const { return dir_.path() / name; }

    void make_folders() const;
    void write_main_cf(const std::vector<std::string>& mailboxes) const;
    void write_master_cf() const;
    void make_login() const;
    /// False when it ended again, most likely for a port that somebody took.
    [[nodiscard]] bool start();

    TempDir dir_;
    Certificates certificates_;
    int submission_port_ = 0;
    int smtps_port_ = 0;
    std::unique_ptr<ChildProcess> master_;
};

}  // namespace tests
