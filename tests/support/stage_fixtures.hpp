#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "base/http.hpp"
#include "tests/support/process.hpp"
#include "tests/support/recording_log.hpp"

namespace tests {

/// Where the programs under test are: $JSM_BIN, or else where they were built.
[[nodiscard]] std::string program(const std::string& name);

/// A whole file; empty when there is none.
[[nodiscard]] std::string read_file(const std::string& path);

/// What speaks HTTP with one server, JSON in and out. Throws when no answer, or no 2xx, comes.
class JsonClient {
public:
    /// `authorization`: the value of that header; empty: none.
    explicit JsonClient(std::string origin, std::string authorization = "");
    ~JsonClient();

    [[nodiscard]] nlohmann::json get(const std::string& path) const;
    nlohmann::json send(
        const std::string& method, const std::string& path, const nlohmann::json& body
    ) const;

private:
    RecordingLog log_;
    std::string origin_;
    std::string authorization_;
    std::unique_ptr<base::HttpTransport> transport_;
};

enum class Audience { Public, Internal };

/// The simulated Jira site, running; see fixtures/README.md. Gone with this object.
class JiraSite {
public:
    struct Settings {
        std::string directory;    ///< for its log
        std::string webhook_url;  ///< empty: it sends none
        std::string webhook_secret;
        std::string webhook_origin{};  ///< where webhooks may go that are registered later
        std::string customer_token{};  ///< of a customer who has one; empty: none does
        std::string kind = "cloud";    ///< or "datacenter"
        std::string record{};          ///< a file that gets every exchange; empty: none
        std::string site_url{};        ///< what it calls itself; empty: where it listens
    };

    explicit JiraSite(const Settings& settings);
    ~JiraSite();

    struct Raised {
        std::string id;
        std::string key;
    };

    struct Comment {
        std::string body;
        bool is_public = false;
    };

    Raised raise(std::string_view customer, std::string_view summary, std::string_view text = "");
    /// Many at once, of Alice's, without webhooks; their ids.
    std::vector<std::string> raise_many(int count, int comments_each = 0);
    void comment(std::string_view key, std::string_view text, Audience audience);

    struct Posted {
        std::string id{};
        std::vector<std::string> attachments{};  ///< ids, in the order of `files`
    };

    /// With files at its end; see fixtures/README.md for their shape.
    Posted comment_with_files(
        std::string_view key, std::string_view text, Audience audience, const nlohmann::json& files
    );
    /// A request of Alice's whose form took files; their ids.
    Posted raise_with_files(std::string_view summary, const nlohmann::json& files);
    /// An agent hides a comment from customers, or shows it.
    void make_comment(std::string_view id, Audience audience);
    [[nodiscard]] std::vector<Comment> comments(std::string_view key) const;
    void change_status(std::string_view key, std::string_view status);
    // What takes a request away.
    void remove(std::string_view key);
    void move(std::string_view key, std::string_view project);
    void take_type(std::string_view key);
    void hide(std::string_view key);
    /// Anything else of fixtures/README.md, /_sim.
    nlohmann::json sim(
        const std::string& method, const std::string& path, const nlohmann::json& body
    );
    /// A call of Jira's API with the connector's own credential.
    nlohmann::json as_bot(
        const std::string& method, const std::string& path, const nlohmann::json& body
    );
    /// Of the webhooks to come; the seed decides which.
    void lose_webhooks(int percent, int seed);
    /// All that is there; see fixtures/README.md, /_sim/state.
    [[nodiscard]] nlohmann::json state() const;
    /// How often each operation was called: "POST /rest/api/3/search/jql".
    [[nodiscard]] nlohmann::json calls() const;
    /// See fixtures/README.md, /_sim/faults.
    void add_fault(const nlohmann::json& fault);
    void clear_faults();
    /// What an administrator does by hand: see fixtures/README.md, /_sim/settings and /_sim/users.
    void set(const nlohmann::json& settings);
    void set_user(const nlohmann::json& user);
    /// See fixtures/README.md, /_sim/consent.
    nlohmann::json consent(const nlohmann::json& change) const;
    [[nodiscard]] nlohmann::json settings() const;
    /// Accepted and refused calls that could change something: "POST ..." but for searches.
    [[nodiscard]] std::int64_t writes() const;

    [[nodiscard]] const std::string& origin() const { return origin_; }

private:
    std::unique_ptr<ChildProcess> process_;
    std::string origin_;
    std::unique_ptr<JsonClient> client_;
    std::unique_ptr<JsonClient> bot_;
};

struct ReceivedMail {
    std::int64_t id = 0;
    std::string to{};  ///< of the envelope
    std::string subject{};
    std::string message_id{};
    std::string text{};
    std::string html{};
};

/// The mail sink, running. Gone with this object; `stop` and `start` take it away for a while.
class MailSink {
public:
    explicit MailSink(std::string directory);
    ~MailSink();

    void stop();
    /// Again, on the same ports, with an empty inbox.
    void start();

    [[nodiscard]] std::vector<ReceivedMail> mails() const;
    [[nodiscard]] std::vector<ReceivedMail> mails_to(std::string_view address) const;
    /// The first mail to that address, later than mail `after`, with that in subject or text.
    [[nodiscard]] ReceivedMail wait_for_mail(
        std::string_view address, std::string_view part, std::int64_t after = 0
    ) const;
    [[nodiscard]] std::string source(std::int64_t id) const;
    /// See fixtures/README.md, /api/faults.
    void add_fault(const nlohmann::json& fault);
    void clear_faults();

    [[nodiscard]] const std::string& smtp_address() const { return smtp_address_; }

private:
    std::string directory_;
    std::string smtp_address_ = "127.0.0.1:0";
    std::string http_address_ = "127.0.0.1:0";
    std::unique_ptr<ChildProcess> process_;
    std::unique_ptr<JsonClient> client_;
};

}  // namespace tests
