#pragma once

#include "base/clock.hpp"
#include "base/http.hpp"
#include "jira/caller.hpp"
#include "jira/client.hpp"
#include "jira/desk_ids.hpp"
#include "jira/request_raiser.hpp"

namespace jira {

/// POST /rest/servicedeskapi/request, long texts as wiki markup in which nothing typed is markup.
/// On Cloud people go by their account ids.
class RestRequestRaiser : public RequestRaiser {
public:
    RestRequestRaiser(
        RestSettings settings,
        base::HttpTransport& transport,
        base::Clock& clock,
        DeskIds& desks,
        Client& client
    );

    [[nodiscard]] base::Result<RaiseAnswer> raise(const NewRequest& wanted) override;
    [[nodiscard]] base::Result<std::vector<Request>> recent_of(
        const base::ProjectKey& project,
        const base::AccountId& reporter,
        std::chrono::minutes within
    ) override;

protected:
    /// What `raiseOnBehalfOf` and JQL call this account.
    [[nodiscard]] virtual base::Result<std::string> name_of(const base::AccountId& account);

    Caller caller_;

private:
    base::Clock& clock_;
    DeskIds& desks_;
    Client& client_;
};

/// The same on Data Center, where accounts are told by their key here and go by their user name
/// there, which is looked up for each call: people are renamed.
class DatacenterRequestRaiser final : public RestRequestRaiser {
public:
    using RestRequestRaiser::RestRequestRaiser;

protected:
    [[nodiscard]] base::Result<std::string> name_of(const base::AccountId& account) override;
};

}  // namespace jira
