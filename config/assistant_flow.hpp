#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"

/// What the portal's assistant says and asks, and in which order: data, never code. A flow says
/// nothing of rights: what a step may do is asked of policy when it is done.
namespace config {

/// One text in some languages, by their tags in lower case ("de", "pt-br"). English is always
/// there in a flow that was read; an empty map is a text that was left out.
struct AssistantText {
    std::map<std::string, std::string> by_language{};

    [[nodiscard]] bool is_empty() const { return by_language.empty(); }

    /// In that language; else in the language without its region; else in English.
    [[nodiscard]] std::string_view in(std::string_view language) const {
        for (const std::string_view tag :
             {language, language.substr(0, language.find('-')), std::string_view("en")}) {
            if (const auto found = by_language.find(std::string(tag)); found != by_language.end()) {
                return found->second;
            }
        }
        return "";
    }
};

enum class AssistantStepKind {
    Say,           ///< a text; goes on by itself, or the end where it leads nowhere
    Choose,        ///< one of some buttons
    FindArticles,  ///< a question, the articles that it finds, and whether they helped
    Identify,      ///< an e-mail address, or none; passed over by who is known
    Request,       ///< the fields of a request's form, one by one; a summary; it is filed
    Status,        ///< how one of the visitor's requests stands
    People,        ///< a note to people, filed as a request with what was said
};

struct AssistantChoice {
    AssistantText text;
    std::string next;
};

struct AssistantStep {
    AssistantStepKind kind = AssistantStepKind::Say;
    AssistantText say{};
    std::vector<AssistantChoice> choices{};  ///< of Choose
    std::string helped{};                    ///< of FindArticles: where a yes leads; empty: the end
    std::int64_t type = 0;  ///< of Request and People: Jira's id of the request type; 0: see below
    std::string type_name{};  ///< likewise by its name; neither: visitors choose
    bool files = true;        ///< false, of People: nothing; `say` tells how to reach somebody
    std::string next{};       ///< empty: the end
};

struct AssistantFlow {
    std::string start;
    std::string people;  ///< the step behind "Talk to people"
    std::map<std::string, AssistantStep> steps;
    base::Bytes32 digest{};  ///< of the text: dialogues of another flow are begun anew
};

/// "find_articles"
[[nodiscard]] std::string_view name_of(AssistantStepKind kind);

}  // namespace config
