#include "jira/customers_knowledge.hpp"

#include <utility>

#include "jira/myself.hpp"

namespace jira {
namespace {

using base::ErrorKind;

base::Result<void> verdict(const std::optional<base::Error>& refusal) {
    if (refusal) return tl::unexpected(*refusal);
    return {};
}

bool may_pass_by_itself(ErrorKind kind) {
    return kind == ErrorKind::Unavailable || kind == ErrorKind::Limited;
}

}  // namespace

CustomersKnowledge::CustomersKnowledge(
    RestSettings customer,
    base::HttpTransport& transport,
    KnowledgeBase& articles,
    base::Clock& clock,
    base::Log& log
)
    : customer_(std::move(customer), transport, clock),
      articles_(articles),
      clock_(clock),
      log_(log) {}

base::Result<std::vector<Article>> CustomersKnowledge::search(
    const base::ProjectKey& project, std::string_view query, std::size_t limit
) {
    if (const auto proven = prove(); !proven) return base::fail(proven);
    auto found = articles_.search(project, query, limit);
    if (!found && found.error().kind == ErrorKind::Unauthorized) keep(std::nullopt);
    return found;
}

base::Result<void> CustomersKnowledge::prove() {
    if (const auto proof = kept()) return verdict(proof->refusal);
    const auto turn = asking_.take();
    // Whoever had the turn before may have asked.
    if (const auto proof = kept()) return verdict(proof->refusal);
    auto refusal = ask();
    if (refusal && may_pass_by_itself(refusal->kind)) return tl::unexpected(*std::move(refusal));
    if (refusal) log_.warning("help.not_a_customer", {{"reason", refusal->message}});
    keep(Proof{refusal, clock_.now() + kProofLife});
    return verdict(refusal);
}

std::optional<base::Error> CustomersKnowledge::ask() {
    const auto me = ask_myself(customer_);
    if (me && me->is_customer && me->is_active) return std::nullopt;
    if (me) {
        return base::Error{
            ErrorKind::Denied,
            "GET myself: the account of site.replies is not a customer to Jira",
            std::nullopt};
    }
    base::Error error = me.error();
    if (!may_pass_by_itself(error.kind)) error.kind = ErrorKind::Denied;
    return error;
}

std::optional<CustomersKnowledge::Proof> CustomersKnowledge::kept() const {
    const std::scoped_lock lock(mutex_);
    if (!proof_ || clock_.now() >= proof_->until) return std::nullopt;
    return proof_;
}

void CustomersKnowledge::keep(std::optional<Proof> proof) {
    const std::scoped_lock lock(mutex_);
    proof_ = std::move(proof);
}

}  // namespace jira
