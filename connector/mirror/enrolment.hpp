#pragma once

#include <functional>
#include <map>
#include <string>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/result.hpp"
#include "connector/mirror/people.hpp"
#include "connector/store/database.hpp"
#include "connector/store/newcomers.hpp"
#include "jira/site_admin.hpp"

namespace connector::mirror {

/// Makes customers of newcomers: an account in Jira, a place on the service desk, a contact here,
/// and a mail with a link to it, in this order. Nobody waits for it, and nobody is told how it
/// went.
///
/// Creating comes first, as most newcomers are new; whatever else Jira says than "not now" is
/// followed by a look whether it knows the address: it may be a customer whom the mirror has not
/// seen yet, one whom a crash left half made, or one whom another process made meanwhile. An
/// account that is no customer's (an agent's) gets nothing, unless the desk lists it as its
/// customer. Data Center does not tell kinds of accounts, so there only the desk's list counts.
///
/// While Jira is away a newcomer is tried again, for an hour: a link that comes later is more
/// puzzling than welcome. Used by one worker thread.
class Enrolment {
public:
    Enrolment(
        store::Database& database,
        jira::SiteAdmin& site,
        People people,
        const base::Clock& clock,
        base::Log& log,
        base::Metrics& metrics,
        std::function<void()> on_mail
    );

    /// One newcomer. True when there may be more to do at once.
    bool enrol_one();

private:
    struct Customer {
        jira::User user;
        bool is_new = false;
    };

    using Claimed = store::Newcomers::Claimed;

    /// On the desk when this returns.
    [[nodiscard]] base::Result<Customer> make_customer(const store::Newcomers::Newcomer& newcomer);
    /// The account that has this address already, if it may get a link.
    [[nodiscard]] base::Result<jira::User> find_customer(
        const jira::Desk& desk, const std::string& address, const base::Error& refusal
    );
    [[nodiscard]] base::Result<jira::Desk> desk_of(const base::ProjectKey& project);
    void welcome(const Claimed& claimed, const Customer& customer);
    void give_way(const Claimed& claimed, const base::Error& error);
    void give_up(const Claimed& claimed, const base::Error& error);

    store::Database& database_;
    jira::SiteAdmin& site_;
    const People people_;
    const base::Clock& clock_;
    base::Log& log_;
    const std::function<void()> on_mail_;
    std::map<base::ProjectKey, jira::Desk> desks_;
    base::Metrics::Counter created_;
    base::Metrics::Counter found_;
    base::Metrics::Counter refused_;
};

}  // namespace connector::mirror
