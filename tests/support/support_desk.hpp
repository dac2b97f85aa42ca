#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/metrics.hpp"
#include "connector/access/keys.hpp"
#include "connector/access/links.hpp"
#include "connector/access/sessions.hpp"
#include "connector/access/time_floor.hpp"
#include "connector/model/contact.hpp"
#include "connector/model/request.hpp"
#include "connector/store/sqlite.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/recording_log.hpp"
#include "tests/support/seeded_random.hpp"
#include "tests/support/temp_dir.hpp"

namespace tests {

/// A small help desk on a real store in a fresh directory: one project, SUP, watched from now on,
/// and its contacts Ann and Bob. Its clock stands still. Nothing leaves the process.
struct SupportDesk {
    SupportDesk();

    TempDir directory;
    FakeClock wall_clock;
    SeededRandom random;
    RecordingLog log;
    base::Metrics metrics;
    connector::store::SqliteDatabase database;
    connector::access::KeyRing keys;
    connector::access::TimeFloor clock;
    connector::access::Links links;
    connector::access::Sessions sessions;

    base::ContactId ann;  ///< ann@example.com
    base::ContactId bob;  ///< bob@example.com

    static base::ProjectKey project() { return base::ProjectKey("SUP"); }

    /// "ann" is Jira's account "account-ann". Called again, it is what Jira says now.
    base::ContactId contact(
        std::string_view name, std::optional<std::string> address, bool is_active = true
    );
    /// SUP-<number>, as the mirror has it; "Summary of SUP-<number>".
    base::RequestId request(int number, base::ContactId reporter);
    void save(const connector::model::Request& request);
    void comment(int number, base::RequestId request, std::string_view text);
    /// With these organizations and no others.
    void share(base::RequestId request, const std::vector<int>& organizations);

    void share(base::RequestId request, int organization) {
        share(request, std::vector{organization});
    }

    [[nodiscard]] connector::model::Request request_of(base::RequestId id);

    /// The token of a link that goes with a notification.
    std::string link(base::ContactId contact, base::RequestId request);
    /// The token of a link that somebody asked for in `browser`.
    std::string requested_link(
        base::ContactId contact, base::RequestId request, const base::Bytes32& browser
    );
    /// The cookie of a fresh session.
    std::string session(base::ContactId contact, base::RequestId request);
    [[nodiscard]] bool is_signed_in(std::string_view cookie);

    /// select count(*) from `what`: "sessions", "links where used_at is not null".
    [[nodiscard]] std::int64_t count(std::string_view what);
    /// The first column of the first row, as text; empty when there is none.
    [[nodiscard]] std::string value(std::string_view select);
    /// Every byte the store has put on disk, the write-ahead log included.
    [[nodiscard]] std::string bytes_on_disk() const;
};

/// An organization of the desk.
class Organization {
public:
    Organization(SupportDesk& desk, int id, std::string_view name);

    void add(base::ContactId contact);
    void remove(base::ContactId contact);
    /// From the desk.
    void leave();

    const int organization;

private:
    SupportDesk& desk_;
};

/// The hash by which the store would know a browser; `number` tells browsers apart.
[[nodiscard]] base::Bytes32 browser(unsigned char number);

}  // namespace tests
