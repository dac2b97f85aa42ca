#include "connector/mirror/directory.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "base/text.hpp"
#include "connector/store/desk_customers.hpp"
#include "connector/store/organizations.hpp"
#include "connector/store/request_types.hpp"

namespace connector::mirror {
namespace {

using base::ErrorKind;
using base::seconds;
using store::Connection;
using Numbers = std::vector<std::int64_t>;

constexpr base::milliseconds kPagePause{200};
/// Jira's lists may show a customer some time after we have put them there.
constexpr seconds kListLag{60};
constexpr seconds kRetry{300};  ///< or the interval, when that is shorter

/// The next call would fail as well.
bool concerns_all(ErrorKind kind) {
    return kind == ErrorKind::Unavailable || kind == ErrorKind::Limited ||
           kind == ErrorKind::Unauthorized;
}

std::string label_of(const jira::User& user) {
    return user.account_id.value();
}

std::string label_of(const jira::Organization& organization) {
    return std::to_string(organization.id.value());
}

std::string label_of(const jira::RequestType& type) {
    return type.id;
}

std::optional<std::int64_t> number_of(const std::optional<base::ContactId>& contact) {
    return contact ? std::optional(contact->value()) : std::nullopt;
}

template <typename Id>
Numbers numbers_of(const std::vector<Id>& ids) {
    Numbers numbers;
    for (const Id& id : ids) numbers.push_back(id.value());
    return numbers;
}

}  // namespace

Directory::Directory(
    DirectorySettings settings,
    store::Database& database,
    jira::Directory& site,
    People people,
    const base::Clock& clock,
    base::Log& log,
    base::Metrics& metrics
)
    : settings_(std::move(settings)),
      database_(database),
      site_(site),
      people_(std::move(people)),
      clock_(clock),
      log_(log),
      succeeded_(metrics.gauge(
          "connector_directory_succeeded_timestamp_seconds",
          "When customers, organizations and request types were last read whole."
      )),
      failed_(metrics.counter(
          "connector_directory_failures_total", "Lists of the directory that could not be read."
      )),
      removed_(metrics.counter(
          "connector_directory_removed_total",
          "Customers, members, organizations and request types that Jira no longer lists."
      )) {}

base::Next Directory::work_some() {
    const base::Time now = clock_.now();
    if (lists_.empty()) {
        if (!is_due(now)) return false;
        begin(now);
        if (lists_.empty()) return false;
    }
    const List list = lists_.front();
    if (const auto done = step(list); !done) fail(list, done.error());
    if (lists_.empty()) return false;
    return base::Next::after(kPagePause);
}

std::string_view Directory::name_of(Kind kind) {
    switch (kind) {
        case Kind::Desk: return "desk";
        case Kind::RequestTypes: return "request_types";
        case Kind::Customers: return "customers";
        case Kind::Organizations: return "organizations";
        case Kind::Members: return "members";
    }
    return "?";
}

bool Directory::is_due(base::Time now) const {
    if (failed_at_) return now < *failed_at_ || now >= *failed_at_ + pause_;
    return !begun_ || now < *begun_ || now >= *begun_ + settings_.interval;
}

void Directory::begin(base::Time now) {
    begun_ = now;
    failed_at_.reset();
    failed_lists_ = 0;
    found_.clear();
    walk_ = {};
    for (const base::ProjectKey& project : settings_.projects) {
        lists_.push_back({.kind = Kind::Desk, .project = project});
    }
}

base::Result<void> Directory::step(const List& list) {
    switch (list.kind) {
        case Kind::Desk: return find_desk(list);
        case Kind::RequestTypes: return step_request_types(list);
        case Kind::Customers: return step_customers(list);
        case Kind::Organizations: return step_organizations(list);
        case Kind::Members: return step_members(list);
    }
    return {};
}

base::Result<void> Directory::find_desk(const List& list) {
    const auto desk = site_.desk_of(list.project);
    if (!desk) return base::fail(desk);
    for (const Kind kind : {Kind::RequestTypes, Kind::Customers, Kind::Organizations}) {
        lists_.push_back({.kind = kind, .project = list.project, .desk = *desk});
    }
    next_list();
    return {};
}

template <typename Entry, typename Save, typename Mirrored, typename Remove>
base::Result<void> Directory::take(
    const base::Result<jira::DirectoryPage<Entry>>& page,
    Save save,
    Mirrored mirrored,
    Remove remove
) {
    if (!page) return base::fail(page);
    const std::size_t start = walk_.start();
    std::vector<std::string> names;
    for (const Entry& entry : page->entries) names.push_back(label_of(entry));
    if (auto sane = walk_.take(names, page->rows, page->is_last); !sane) return sane;
    const Numbers numbers = database_.write([&](Connection& connection) {
        Numbers saved;
        std::size_t row = start;
        for (const Entry& entry : page->entries) {
            if (const auto number = save(connection, entry, row++)) saved.push_back(*number);
        }
        return saved;
    });
    for (const std::int64_t number : numbers) walk_.remember(number);
    if (!walk_.is_over()) return {};
    if (auto removed = remove_unseen(mirrored, remove); !removed) return removed;
    next_list();
    return {};
}

template <typename Mirrored, typename Remove>
base::Result<void> Directory::remove_unseen(Mirrored mirrored, Remove remove) {
    if (!walk_.is_whole()) {
        return base::fail(ErrorKind::Invalid, "the list moved, or has entries we cannot read");
    }
    Numbers unseen = database_.read([&](Connection& connection) { return mirrored(connection); });
    std::erase_if(unseen, [&](std::int64_t number) { return walk_.has_seen(number); });
    if (unseen.empty()) return {};
    // Absence is believed only while the credential is honoured.
    if (const auto me = site_.myself(); !me) return base::fail(me);
    database_.write([&](Connection& connection) {
        for (const std::int64_t number : unseen) remove(connection, number);
    });
    removed_.add(static_cast<double>(unseen.size()));
    return {};
}

base::Result<void> Directory::step_request_types(const List& list) {
    return take(
        site_.request_types(list.desk, walk_.start()),
        [&](Connection& connection, const jira::RequestType& type, std::size_t row) {
            const auto id = base::parse_int(type.id);
            if (!id) return id;
            store::RequestTypes(connection)
                .save(
                    list.project,
                    {.id = *id,
                     .position = static_cast<int>(row),
                     .name = type.name,
                     .description = type.description,
                     .help = type.help,
                     .is_shown = type.is_shown}
                );
            return id;
        },
        [&](Connection& connection) {
            Numbers ids;
            for (const auto& type : store::RequestTypes(connection).of_project(list.project)) {
                ids.push_back(type.id);
            }
            return ids;
        },
        [&](Connection& connection, std::int64_t id) {
            store::RequestTypes(connection).remove(list.project, id);
        }
    );
}

base::Result<void> Directory::step_customers(const List& list) {
    return take(
        site_.customers(list.desk, walk_.start()),
        [&](Connection& connection, const jira::User& user, std::size_t) {
            const auto contact = people_.save_if_changed(connection, user);
            if (contact) store::DeskCustomers(connection).add(list.project, *contact);
            return number_of(contact);
        },
        [&](Connection& connection) {
            return numbers_of(
                store::DeskCustomers(connection).of_desk_before(list.project, *begun_ - kListLag)
            );
        },
        [&](Connection& connection, std::int64_t id) {
            store::DeskCustomers(connection)
                .remove(list.project, base::ContactId(id), clock_.now());
        }
    );
}

base::Result<void> Directory::step_organizations(const List& list) {
    const auto page = site_.organizations(list.desk, walk_.start());
    if (page) {
        for (const jira::Organization& organization : page->entries) {
            if (!found_.insert(organization.id).second) continue;
            lists_.push_back(
                {.kind = Kind::Members, .project = list.project, .organization = organization.id}
            );
        }
    }
    return take(
        page,
        [&](Connection& connection, const jira::Organization& organization, std::size_t) {
            store::Organizations(connection)
                .add_to_desk(list.project, {organization.id, organization.name});
            return std::optional(organization.id.value());
        },
        [&](Connection& connection) {
            return numbers_of(store::Organizations(connection).of_desk(list.project));
        },
        [&](Connection& connection, std::int64_t id) {
            store::Organizations(connection)
                .remove_from_desk(list.project, base::OrganizationId(id));
        }
    );
}

base::Result<void> Directory::step_members(const List& list) {
    return take(
        site_.members(list.organization, walk_.start()),
        [&](Connection& connection, const jira::User& user, std::size_t) {
            const auto contact = people_.save_if_changed(connection, user);
            if (contact) {
                store::Organizations(connection).add_member(list.organization, *contact);
            }
            return number_of(contact);
        },
        [&](Connection& connection) {
            return numbers_of(store::Organizations(connection).members_of(list.organization));
        },
        [&](Connection& connection, std::int64_t id) {
            store::Organizations(connection).remove_member(list.organization, base::ContactId(id));
        }
    );
}

void Directory::next_list() {
    lists_.pop_front();
    walk_ = {};
    if (!lists_.empty() || failed_lists_ > 0) return;
    succeeded_.set(static_cast<double>(base::to_millis(clock_.now())) / 1000);
}

void Directory::fail(const List& list, const base::Error& error) {
    failed_.add();
    ++failed_lists_;
    log_.warning(
        "directory.list_failed",
        {{"project", list.project.value()},
         {"list", name_of(list.kind)},
         {"kind", base::name_of(error.kind)},
         {"reason", error.message}}
    );
    if (!concerns_all(error.kind)) return next_list();
    lists_.clear();
    failed_at_ = clock_.now();
    const seconds pause = std::min(kRetry, settings_.interval);
    pause_ = std::max(pause, error.retry_after.value_or(seconds{0}));
}

}  // namespace connector::mirror
