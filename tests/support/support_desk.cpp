#include "tests/support/support_desk.hpp"

#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>

#include "connector/store/contacts.hpp"
#include "connector/store/organizations.hpp"
#include "connector/store/projects.hpp"
#include "connector/store/requests.hpp"

namespace tests {

namespace access = connector::access;
namespace model = connector::model;
namespace store = connector::store;

SupportDesk::SupportDesk()
    : database(directory.path() / "connector.db", store::Access::Owner, metrics),
      keys(access::KeyRing::with_fresh_key(random)),
      clock(
          wall_clock, [this] { return wall_clock.since_boot(); }, database, log, metrics
      ),
      links(database, keys, {{project(), {}}}, clock, random, log, metrics),
      sessions(database, keys, clock, log),
      ann(contact("ann", "ann@example.com")),
      bob(contact("bob", "bob@example.com")) {
    database.write([this](store::Connection& connection) {
        store::Projects(connection).watch(project(), clock.now());
    });
}

base::ContactId SupportDesk::contact(
    std::string_view name, std::optional<std::string> address, bool is_active
) {
    return database.write([&](store::Connection& connection) {
        return store::Contacts(connection)
            .save(
                {.account_id = base::AccountId(std::string("account-").append(name)),
                 .display_name = std::string(name),
                 .address = std::move(address),
                 .is_active = is_active},
                clock.now()
            )
            .id;
    });
}

base::RequestId SupportDesk::request(int number, base::ContactId reporter) {
    const std::string key = std::string("SUP-").append(std::to_string(number));
    const model::Request request{
        .id = base::RequestId(10'000 + number),
        .key = base::RequestKey(key),
        .project = project(),
        .reporter = reporter,
        .summary = "Summary of " + key,
        .description = base::SafeHtml::paragraphs("Description of " + key),
        .status = "Open",
        .status_category = model::StatusCategory::New,
        .created = clock.now(),
        .updated = clock.now(),
    };
    save(request);
    return request.id;
}

void SupportDesk::save(const model::Request& request) {
    database.write([&](store::Connection& connection) { store::Requests(connection).save(request); }
    );
}

void SupportDesk::comment(int number, base::RequestId request, std::string_view text) {
    database.write([&](store::Connection& connection) {
        store::Requests requests(connection);
        requests.save(requests.find_any(request).value()
        );  // a thread that changes is a new revision
        store::Comments(connection)
            .save({
                .id = base::CommentId(number),
                .request = request,
                .author_name = "Agent Smith",
                .author_account = base::AccountId("account-agent"),
                .author = std::nullopt,
                .html = base::SafeHtml::paragraphs(text),
                .text = std::string(text),
                .created = clock.now(),
                .updated = clock.now(),
            });
    });
}

void SupportDesk::share(base::RequestId request, const std::vector<int>& organizations) {
    database.write([&](store::Connection& connection) {
        std::map<int, std::string> names;
        for (const auto& [id, name] : store::Organizations(connection).list()) {
            names[static_cast<int>(id.value())] = name;
        }
        std::vector<model::Organization> named;
        for (const int id : organizations) {
            named.push_back({base::OrganizationId(id), names[id]});
        }
        store::Organizations(connection).replace_of_request(request, named);
    });
}

Organization::Organization(SupportDesk& desk, int id, std::string_view name)
    : organization(id), desk_(desk) {
    desk_.database.write([&](store::Connection& connection) {
        store::Organizations(connection)
            .add_to_desk(SupportDesk::project(), {base::OrganizationId(id), std::string(name)});
    });
}

void Organization::add(base::ContactId contact) {
    desk_.database.write([&](store::Connection& connection) {
        store::Organizations(connection).add_member(base::OrganizationId(organization), contact);
    });
}

void Organization::remove(base::ContactId contact) {
    desk_.database.write([&](store::Connection& connection) {
        store::Organizations(connection).remove_member(base::OrganizationId(organization), contact);
    });
}

void Organization::leave() {
    desk_.database.write([&](store::Connection& connection) {
        store::Organizations(connection)
            .remove_from_desk(SupportDesk::project(), base::OrganizationId(organization));
    });
}

model::Request SupportDesk::request_of(base::RequestId id) {
    return database
        .read([&](store::Connection& connection) {
            return store::Requests(connection).find_any(id);
        })
        .value();
}

std::string SupportDesk::link(base::ContactId contact, base::RequestId request) {
    return database.write([&](store::Connection& connection) {
        return links
            .issue(
                connection,
                {.contact = contact, .request = request, .project = project(), .is_mailed = true}
            )
            .token;
    });
}

std::string SupportDesk::requested_link(
    base::ContactId contact, base::RequestId request, const base::Bytes32& browser
) {
    return database.write([&](store::Connection& connection) {
        return links
            .issue(
                connection,
                {.contact = contact,
                 .request = request,
                 .project = project(),
                 .browser_hash = browser}
            )
            .token;
    });
}

std::string SupportDesk::session(base::ContactId contact, base::RequestId request) {
    return links.exchange(link(contact, request), {}).value().session_cookie;
}

bool SupportDesk::is_signed_in(std::string_view cookie) {
    return database.read([&](store::Connection& connection) {
        return sessions.find(connection, cookie).has_value();
    });
}

std::int64_t SupportDesk::count(std::string_view what) {
    return std::stoll(value(std::string("select count(*) from ").append(what)));
}

std::string SupportDesk::value(std::string_view select) {
    return database.read([&](store::Connection& connection) {
        return connection.first(
                             select, {}, [](const store::Row& row) { return row.string(0); }
        ).value_or("");
    });
}

std::string SupportDesk::bytes_on_disk() const {
    std::string bytes;
    for (const auto& entry : std::filesystem::directory_iterator(directory.path())) {
        std::ifstream file(entry.path(), std::ios::binary);
        bytes.append(std::istreambuf_iterator<char>(file), {});
    }
    return bytes;
}

base::Bytes32 browser(unsigned char number) {
    base::Bytes32 hash{};
    hash.fill(std::byte{number});
    return hash;
}

}  // namespace tests
