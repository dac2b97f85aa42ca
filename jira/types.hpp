#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/safe_html.hpp"

/// What Jira told us, already checked and made safe. Only public things have a place here: an
/// internal comment is dropped while the answer is parsed and never becomes a value (SR-53).
namespace jira {

struct User {
    base::AccountId account_id;
    std::string display_name;
    std::optional<std::string> email;  ///< as Jira spells it; often hidden
    bool is_active = true;
    bool is_customer = false;  ///< accountType "customer": portal-only
};

/// Whose words a comment of ours holds. It is kept beside the comment in Jira, as a property.
struct ReplyMark {
    std::string reply;        ///< recognises one reply of ours
    base::AccountId contact;  ///< who wrote it

    friend bool operator==(const ReplyMark&, const ReplyMark&) = default;
};

/// A file that a public text shows, or that came with the request: see file_naming.hpp.
struct Attachment {
    base::AttachmentId id;
    std::string file_name;   ///< as the uploader called it; any text of one line
    std::string media_type;  ///< as the uploader said: a hint, never trusted
    std::int64_t size = 0;   ///< bytes
    base::Time created;
};

struct PublicComment {
    base::CommentId id;
    User author;
    base::SafeHtml html;
    std::string text;  ///< for the text part of a mail, and to recognise our own comments
    base::Time created;
    base::Time updated;
    /// Written by an account of ours; and what its mark says, where it has one. Who reads comments
    /// finds out about both: mirror/authorship.hpp.
    bool is_ours = false;
    std::optional<ReplyMark> mark{};
    std::vector<Attachment> attachments{};  ///< that it shows
    /// Jira's rendering of it would tell more: which files it shows, or what it says at all.
    bool wants_rendering = false;
};

enum class StatusCategory { Undefined, New, InProgress, Done };

/// Whose customers share requests.
struct Organization {
    base::OrganizationId id;
    std::string name;
};

/// The type a request was raised as.
struct TypeOfRequest {
    std::int64_t id = 0;
    std::string name;
};

/// One service level of a request: every cycle is a promise that was kept, missed, or still runs.
struct Sla {
    struct Cycle {
        base::Time started;
        base::milliseconds goal{0};
        /// When it will have been missed. Jira leaves it out where the calendar has not said yet.
        std::optional<base::Time> breaches{};
        bool is_breached = false;
        bool is_paused = false;
    };

    std::string name;  ///< as the site's administrators call it
    std::optional<Cycle> ongoing{};
    int met = 0;     ///< completed cycles
    int missed = 0;  ///< completed cycles
};

struct Request {
    base::RequestId id;
    base::RequestKey key;
    base::ProjectKey project;
    std::string summary;
    base::SafeHtml description;
    std::string status;  ///< the customer-facing name where the request type maps one
    StatusCategory status_category = StatusCategory::Undefined;
    std::optional<User> reporter;
    base::Time created;
    base::Time updated;
    std::vector<PublicComment> comments;  ///< all public ones, oldest first
    std::optional<TypeOfRequest> type{};
    std::vector<User> participants{};
    std::vector<Organization> organizations{};  ///< it is shared with
    std::vector<Sla> slas{};                    ///< in the order of the site's fields
    std::vector<Attachment> attachments{};      ///< that the description shows or that came with it
    /// Since when customers see `status`; nothing where that is the workflow's own name.
    std::optional<base::Time> status_since{};
};

/// A request as a search shows it.
struct FoundRequest {
    Request request;
    /// False: Jira embedded only some of the comments and `request.comments` says nothing about
    /// them, or its files are known only in part. Read the request by its id.
    bool has_all_comments = false;
};

struct SearchPage {
    std::vector<FoundRequest> requests{};  ///< in the order of the query
    /// There, but in a shape that makes no sense to us.
    std::vector<base::RequestId> unreadable{};
    /// Of every issue on the page, whatever it turned out to be.
    std::vector<base::RequestId> ids{};
    std::optional<std::string> next{};  ///< token of the next page; nothing: this was the last
};

/// What a comparison needs to know of a request.
struct ListedRequest {
    base::RequestId id;
    base::Time updated;  ///< the beginning of time when Jira's stamp makes no sense
};

struct ListPage {
    std::vector<ListedRequest> requests{};  ///< in the order of the query
    std::vector<base::RequestId> ids{};     ///< of every issue on the page
    std::optional<std::string> next{};      ///< as in SearchPage
};

}  // namespace jira
