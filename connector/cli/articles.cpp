#include "connector/store/articles.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "connector/cli/commands.hpp"
#include "connector/cli/context.hpp"
#include "connector/cli/output.hpp"

namespace connector::cli {

int articles_list(const Common& common, const ListOptions& options) {
    const auto view = open_store(common.config);
    if (!view) return view.error();
    const auto articles = (*view)->database().read([&](store::Connection& connection) {
        return store::Articles(connection).list(options.limit);
    });
    auto list = nlohmann::ordered_json::array();
    std::vector<std::vector<std::string>> rows;
    for (const auto& [project, article, counts] : articles) {
        list.push_back(
            {{"project", project.value()},
             {"id", article.id},
             {"title", article.title},
             {"helped", counts.helped},
             {"did_not_help", counts.did_not_help},
             {"deflected", counts.deflected}}
        );
        rows.push_back(
            {project.value(),
             article.id,
             std::to_string(counts.helped),
             std::to_string(counts.did_not_help),
             std::to_string(counts.deflected),
             article.title}
        );
    }
    if (common.json) {
        fmt::print("{}\n", list.dump(2));
    } else {
        print_table(
            {"PROJECT", "ARTICLE", "HELPED", "DID NOT", "DEFLECTED", "TITLE"},
            rows,
            "no article was found for anybody yet"
        );
    }
    return 0;
}

}  // namespace connector::cli
