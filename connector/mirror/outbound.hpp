#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/private_folder.hpp"
#include "base/result.hpp"
#include "connector/mirror/authorship.hpp"
#include "connector/store/database.hpp"
#include "connector/store/replies.hpp"
#include "connector/store/reply_files.hpp"
#include "jira/client.hpp"
#include "jira/reply_poster.hpp"

namespace connector::mirror {

/// Carries contacts' replies to Jira: each was committed before the page said "sent", and is tried
/// until Jira has it. After an attempt whose outcome is unknown it looks before it posts again, so
/// that no reply stands in Jira twice (SR-77). Files wait on disk until Jira has their reply. Used
/// by one worker thread.
class Outbound {
public:
    Outbound(
        store::Database& database,
        jira::Client& client,
        jira::ReplyPoster& poster,
        Authorship& authorship,
        const base::PrivateFolder& files,
        const base::Clock& clock,
        base::Log& log,
        base::Metrics& metrics
    );

    /// One reply. True when there may be more to do at once.
    bool send_one();

private:
    /// What comes back under our account is ours from the first post on.
    [[nodiscard]] base::Result<void> introduce_ourselves();
    void post(const store::Replies::Claimed& claimed);
    [[nodiscard]] base::Result<base::CommentId> post(
        const store::Replies::Reply& reply, const std::vector<store::ReplyFiles::File>& files
    );
    /// True when an earlier attempt got through after all, and the reply is settled.
    [[nodiscard]] base::Result<bool> was_posted_before(const store::Replies::Claimed& claimed);
    void give_way(const store::Replies::Claimed& claimed, const base::Error& error);

    store::Database& database_;
    jira::Client& client_;
    jira::ReplyPoster& poster_;
    Authorship& authorship_;
    const base::PrivateFolder& files_;
    const base::Clock& clock_;
    base::Log& log_;
    bool is_introduced_ = false;
    base::Metrics::Counter posted_;
    base::Metrics::Counter failed_;
};

/// What Jira is given for a reply. The comment's author there is an account of ours, so the contact
/// is named in the text, for people; the mark beside it is for us.
[[nodiscard]] std::string text_for_jira(std::string_view contact_name, std::string_view text);

}  // namespace connector::mirror
