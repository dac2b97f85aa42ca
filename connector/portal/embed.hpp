#pragma once

#include "connector/http/request.hpp"
#include "connector/http/response.hpp"
#include "connector/portal/rooms.hpp"

/// What other sites show of a portal (`projects[].embed.origins`): a button, and in a frame a page
/// with links that open the portal in a tab of its own. The one page of ours that may be framed, by
/// those origins only. It knows nobody: it reads no cookie but the language's and sets none, has no
/// form and no script, and its sandbox takes even the right to have them. So whoever lays something
/// over the frame gains a click on a link. See docs/embedding.md.
namespace connector::portal {

class Embed {
public:
    Embed(const Rooms& rooms, const PortalProject& project) : rooms_(rooms), project_(project) {}

    /// The page in the frame.
    [[nodiscard]] http::Response show(const http::Request& request) const;
    /// The script behind the button. The one answer that another site's page may load as a script.
    [[nodiscard]] http::Response script(const http::Request& request) const;

private:
    const Rooms& rooms_;
    const PortalProject& project_;
};

}  // namespace connector::portal
