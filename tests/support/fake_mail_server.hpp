#pragma once

#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "mailer/transport.hpp"

namespace tests {

/// Takes mails as a mail server would: accepts them unless told otherwise, and keeps what it was
/// given. Thread-safe.
class FakeMailServer final : public mailer::Transport {
public:
    struct Mail {
        mailer::Envelope envelope;
        std::string mime;

        /// The value of the first header of that name, unfolded.
        [[nodiscard]] std::string header(std::string_view name) const {
            const std::string start = std::string("\r\n").append(name).append(": ");
            const std::size_t at = std::string("\r\n").append(mime).find(start);
            if (at == std::string::npos) return "";
            const std::size_t from = at + start.size() - 2;
            std::size_t end = mime.find("\r\n", from);
            while (mime.substr(end + 2, 1) == " ") end = mime.find("\r\n", end + 2);
            return mime.substr(from, end - from);
        }

        /// All of it with quoted-printable undone.
        [[nodiscard]] std::string readable() const {
            std::string text;
            for (std::size_t i = 0; i < mime.size(); ++i) {
                const auto byte = base::from_hex(std::string_view(mime).substr(i + 1, 2));
                if (mime[i] != '=' || i + 2 >= mime.size()) {
                    text += mime[i];
                } else if (mime.compare(i + 1, 2, "\r\n") == 0) {
                    i += 2;
                } else if (byte) {
                    text += std::to_integer<char>(byte->front());
                    i += 2;
                } else {
                    text += mime[i];
                }
            }
            return text;
        }

        /// The token of the link in it; empty when there is none.
        [[nodiscard]] std::string token() const {
            const std::string text = readable();
            const std::size_t at = text.find("/l/");
            return at == std::string::npos ? "" : text.substr(at + 3, 100);
        }
    };

    /// The verdict on one mail to come, in order.
    void answers_next(mailer::Outcome outcome, int code = 0, std::string detail = "") {
        const std::scoped_lock lock(mutex_);
        verdicts_.push_back({outcome, code, std::move(detail)});
    }

    /// Runs in the middle of every attempt, when the mail is handed over and not yet settled.
    std::function<void()> meanwhile = [] {};

    [[nodiscard]] std::vector<Mail> mails() const {
        const std::scoped_lock lock(mutex_);
        return mails_;
    }

    mailer::Verdict send(const mailer::Envelope& envelope, std::string_view mime) override {
        meanwhile();
        const std::scoped_lock lock(mutex_);
        mails_.push_back({envelope, std::string(mime)});
        if (verdicts_.empty()) return {mailer::Outcome::Accepted, 250, "queued"};
        auto verdict = std::move(verdicts_.front());
        verdicts_.pop_front();
        return verdict;
    }

private:
    mutable std::mutex mutex_;
    std::deque<mailer::Verdict> verdicts_;  ///< guarded by mutex_
    std::vector<Mail> mails_;               ///< guarded by mutex_
};

}  // namespace tests
