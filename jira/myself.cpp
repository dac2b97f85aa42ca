#include "jira/myself.hpp"

#include <nlohmann/json.hpp>

#include "jira/public_comment.hpp"

namespace jira {

base::Result<User> ask_myself(Caller& caller) {
    const auto answer = caller.get("GET myself", caller.platform("/myself"));
    if (!answer) return base::fail(answer);
    auto user = read_user(*answer);
    if (!user) {
        return base::fail(base::ErrorKind::Invalid, "GET myself: no account in the answer");
    }
    return *std::move(user);
}

}  // namespace jira
