#include "connector/mirror/outbound.hpp"

#include <array>
#include <stdexcept>
#include <utility>

#include "base/backoff.hpp"
#include "connector/mirror/echo.hpp"
#include "connector/store/contacts.hpp"
#include "connector/store/kbot_accounts.hpp"
#include "connector/store/own_accounts.hpp"
#include "connector/store/requests.hpp"

namespace connector::mirror {
namespace {

using base::ErrorKind;
using namespace std::chrono_literals;

constexpr std::chrono::minutes kLease{2};
constexpr base::Backoff kBackoff{.first = 2s, .factor = 2, .longest = 10min};

/// What no configuration allows more of.
constexpr std::size_t kMostFileBytes = 100U << 20U;

/// No credential, no permission, a site in maintenance: all may be put right, and the words of a
/// person are not to be thrown away for it. Only these mean that trying again is pointless.
bool is_final(ErrorKind kind) {
    return kind == ErrorKind::NotFound || kind == ErrorKind::Rejected;
}

/// Whose words they are in Jira; a guest's are the Anonymous Kbot User's.
base::AccountId account_of(store::Connection& connection, const store::Replies::Reply& reply) {
    if (!reply.contact) return store::KbotAccounts(connection).latest().value_or(base::AccountId{});
    const auto contact = store::Contacts(connection).find(*reply.contact);
    if (!contact) throw std::logic_error("a reply of nobody");
    return contact->account_id;
}

}  // namespace

Outbound::Outbound(
    store::Database& database,
    jira::Client& client,
    jira::ReplyPoster& poster,
    Authorship& authorship,
    const base::PrivateFolder& files,
    const base::Clock& clock,
    base::Log& log,
    base::Metrics& metrics
)
    : database_(database),
      client_(client),
      poster_(poster),
      authorship_(authorship),
      files_(files),
      clock_(clock),
      log_(log),
      posted_(metrics.counter("connector_replies_posted_total", "Replies that reached Jira.")),
      failed_(
          metrics.counter("connector_replies_failed_total", "Attempts to post a reply that failed.")
      ) {}

bool Outbound::send_one() {
    if (!store::is_anything_due<store::Replies>(database_, clock_.now())) return false;
    const auto claimed = database_.write([&](store::Connection& connection) {
        return store::Replies(connection).claim(clock_.now(), kLease);
    });
    if (!claimed) return false;
    if (const auto introduced = introduce_ourselves(); !introduced) {
        give_way(*claimed, introduced.error());
        return true;
    }
    if (claimed->claim.attempts > 1) {
        const auto posted = was_posted_before(*claimed);
        if (!posted) {
            give_way(*claimed, posted.error());
            return true;
        }
        if (*posted) return true;
    }
    post(*claimed);
    return true;
}

base::Result<void> Outbound::introduce_ourselves() {
    if (is_introduced_) return {};
    const auto account = poster_.account();
    if (!account) return base::fail(account);
    database_.write([&](store::Connection& connection) {
        store::OwnAccounts(connection).add(*account, clock_.now());
    });
    is_introduced_ = true;
    return {};
}

void Outbound::post(const store::Replies::Claimed& claimed) {
    const auto files = database_.read([&](store::Connection& connection) {
        return store::ReplyFiles(connection).of(claimed.reply.id);
    });
    const auto comment = post(claimed.reply, files);
    if (!comment) {
        give_way(claimed, comment.error());
        return;
    }
    database_.write([&](store::Connection& connection) {
        store::Replies(connection).finish(claimed.claim, *comment);
    });
    posted_.add();
    for (const auto& file : files) files_.remove(file.stored_as);
}

base::Result<base::CommentId> Outbound::post(
    const store::Replies::Reply& reply, const std::vector<store::ReplyFiles::File>& files
) {
    const auto [account, request] = database_.read([&](store::Connection& connection) {
        return std::pair(
            account_of(connection, reply), store::Requests(connection).find(reply.request)
        );
    });
    const jira::ReplyMark mark{.reply = mark_of(reply), .contact = account};
    if (files.empty()) return poster_.post(reply.request, reply.posted_text, mark);
    if (!request) return base::fail(ErrorKind::NotFound, "the request is gone");
    jira::Enclosure enclosure;
    for (const auto& file : files) {
        enclosure.files.push_back(
            {.name = file.name,
             .media_type = file.media_type,
             .read = [this, &file] { return files_.read(file.stored_as, kMostFileBytes); }}
        );
    }
    return poster_.post_with_files(
        request->project, reply.request, reply.posted_text, mark, enclosure
    );
}

base::Result<bool> Outbound::was_posted_before(const store::Replies::Claimed& claimed) {
    const std::array<base::RequestId, 1> ids{claimed.reply.request};
    auto read = client_.read_requests(ids);
    if (!read) return base::fail(read);
    if (const auto settled = authorship_.settle(read->requests); !settled) {
        return base::fail(settled);
    }
    if (!read->unreadable.empty()) {
        return base::fail(
            ErrorKind::Unavailable, "the request cannot be read to look for the reply"
        );
    }
    if (read->requests.empty()) return false;
    return database_.write([&](store::Connection& connection) {
        for (const jira::PublicComment& comment : read->requests.front().comments) {
            const auto reply = reply_behind(connection, claimed.reply.request, comment);
            if (reply && reply->id == claimed.reply.id) return true;
        }
        return false;
    });
}

void Outbound::give_way(const store::Replies::Claimed& claimed, const base::Error& error) {
    failed_.add();
    log_.warning(
        "reply.not_posted",
        {{"reply", claimed.claim.id},
         {"kind", base::name_of(error.kind)},
         {"reason", error.message}}
    );
    database_.write([&](store::Connection& connection) {
        store::Replies replies(connection);
        if (is_final(error.kind)) {
            replies.refuse(claimed.claim, error.message);
        } else {
            const auto due = clock_.now() + kBackoff.pause_after(claimed.claim.attempts, error);
            replies.put_back(claimed.claim, due, error.message);
        }
    });
}

std::string text_for_jira(std::string_view contact_name, std::string_view text) {
    return std::string(contact_name) + " wrote:\n\n" + std::string(text);
}

}  // namespace connector::mirror
