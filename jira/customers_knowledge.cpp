#include "jira/customers_knowledge.hpp"

#include <utility>

#include "jira/myself.hpp"

namespace jira {
namespace {

using base::ErrorKind;

constexpr const char* kMendAccount =
    "Mend site.replies: address, token and account_id (the account's page in the site's "
    "administration has the id in its address)";

bool may_pass_by_itself(ErrorKind kind) {
    return kind == ErrorKind::Unavailable || kind == ErrorKind::Limited;
}

}  // namespace

CustomersKnowledge::CustomersKnowledge(
    RestSettings customer,
    base::HttpTransport& transport,
    std::optional<base::AccountId> named,
    CustomerProof& proof,
    KnowledgeBase& articles,
    base::Clock& clock,
    base::Log& log
)
    : customer_(std::move(customer), transport, clock),
      named_(std::move(named)),
      proof_(proof),
      articles_(articles),
      clock_(clock),
      log_(log) {}

base::Result<std::vector<Article>> CustomersKnowledge::search(
    const base::ProjectKey& project, std::string_view query, std::size_t limit
) {
    if (const auto checked = check(); !checked) return base::fail(checked);
    auto found = articles_.search(project, query, limit);
    if (!found && found.error().kind == ErrorKind::Unauthorized) keep(std::nullopt);
    return found;
}

base::Result<base::SafeHtml> CustomersKnowledge::read(const std::string& id) {
    if (const auto checked = check(); !checked) return base::fail(checked);
    auto html = articles_.read(id);
    if (!html && html.error().kind == ErrorKind::Unauthorized) keep(std::nullopt);
    return html;
}

base::Result<void> CustomersKnowledge::check() {
    const auto proven = standing();
    if (!proven) return base::fail(proven);
    if (!proven->is_customer) return base::fail(ErrorKind::Denied, proven->obstacle);
    return {};
}

base::Result<Standing> CustomersKnowledge::standing() {
    if (auto known = kept()) return *std::move(known);
    const auto turn = asking_.take();
    // Whoever had the turn before may have asked.
    if (auto known = kept()) return *std::move(known);
    auto asked = ask();
    if (!asked) return base::fail(asked);
    if (!asked->is_customer) log_.warning("help.not_a_customer", {{"reason", asked->obstacle}});
    keep(Proven{*asked, clock_.now() + kProofLife});
    return asked;
}

base::Result<Standing> CustomersKnowledge::ask() {
    const auto account = account_behind(ask_myself(customer_), named_);
    auto asked = account ? proof_.look_at(*account) : base::Result<Standing>(base::fail(account));
    if (asked || may_pass_by_itself(asked.error().kind)) return asked;
    return Standing{
        .is_customer = false, .obstacle = asked.error().message, .remedy = kMendAccount};
}

std::optional<Standing> CustomersKnowledge::kept() const {
    const std::scoped_lock lock(mutex_);
    if (!proven_ || clock_.now() >= proven_->until) return std::nullopt;
    return proven_->standing;
}

void CustomersKnowledge::keep(std::optional<Proven> proven) {
    const std::scoped_lock lock(mutex_);
    proven_ = std::move(proven);
}

}  // namespace jira
