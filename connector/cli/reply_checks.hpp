#pragma once

#include "config/config.hpp"
#include "connector/provision/check.hpp"
#include "connector/provision/settings.hpp"
#include "jira/customer_proof.hpp"
#include "jira/site_admin.hpp"

namespace connector::cli {

/// Whether the account of `site.replies` makes contacts' replies a
/// customer's words: its credential is honoured, it is a customer and nothing more, another account
/// than `site.auth`'s, and each desk is open to it. `connector` and `replies` are the site as these
/// two accounts see it; `proof` tells what an account is. After a refused credential nothing else
/// is asked with it: repeated failures would lock the account behind a CAPTCHA.
[[nodiscard]] provision::Findings check_reply_account(
    const config::ReplyAccount& account,
    const provision::Settings& settings,
    jira::SiteAdmin& connector,
    jira::SiteAdmin& replies,
    jira::CustomerProof& proof
);

}  // namespace connector::cli
