#pragma once

#include "connector/model/session.hpp"
#include "connector/store/contacts.hpp"
#include "connector/store/migrate.hpp"
#include "connector/store/requests.hpp"
#include "connector/store/sqlite_connection.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/temp_dir.hpp"

namespace tests {

namespace store = connector::store;
namespace model = connector::model;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

inline store::Contacts::Seen seen(std::string_view name, bool is_active = true) {
    return {
        .account_id = base::AccountId(std::string("account-").append(name)),
        .display_name = std::string(name),
        .address = std::string(name).append("@example.com"),
        .is_active = is_active,
    };
}

inline model::Request a_request(int number, base::ContactId reporter, base::Time updated) {
    return {
        .id = base::RequestId(10'000 + number),
        .key = base::RequestKey("SUP-" + std::to_string(number)),
        .project = base::ProjectKey("SUP"),
        .reporter = reporter,
        .summary = "Printer " + std::to_string(number) + " is on fire",
        .description = base::SafeHtml::paragraphs("It burns."),
        .status = "Open",
        .status_category = model::StatusCategory::New,
        .created = updated,
        .updated = updated,
    };
}

inline model::Session a_session(base::ContactId contact, base::Time now) {
    return {
        .id = {},
        .contact = contact,
        .assurance = model::Assurance::Verified,
        .link = {},
        .created = now,
        .last_seen = now,
        .expires = now + hours(8),
        .idle_limit = hours(1),
        .device = "Firefox on Linux",
    };
}

inline base::Bytes32 hash_of(unsigned char number) {
    base::Bytes32 hash{};
    hash.fill(std::byte{number});
    return hash;
}

/// A store with one transaction open from beginning to end, for tests of single repositories; knows
/// two contacts and a request, SUP-1.
struct OpenStore {
    OpenStore() {
        connection.execute("pragma synchronous = off");  // nothing here outlives the test
        migrate(connection, store::embedded_migrations());
        connection.run("begin");
        store::Contacts contacts(connection);
        ann = contacts.save(seen("ann"), clock.now()).id;
        bob = contacts.save(seen("bob"), clock.now()).id;
        store::Requests(connection).save(a_request(1, ann, clock.now()));
    }

    TempDir directory;
    FakeClock clock;
    store::SqliteConnection connection{directory.path() / "store.db", store::OpenMode::Write};
    base::ContactId ann;
    base::ContactId bob;
    base::RequestId request{10'001};
};

}  // namespace tests
