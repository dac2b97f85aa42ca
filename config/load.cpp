#include "config/load.hpp"

#include <algorithm>
#include <cstdlib>
#include <memory>

#include <fmt/format.h>
#include <glob.h>

#include "base/crypto.hpp"
#include "config/file.hpp"
#include "config/read_project.hpp"
#include "config/read_settings.hpp"
#include "config/section.hpp"
#include "config/tree.hpp"

namespace config {
namespace {

constexpr std::size_t kMaxFileBytes = 1U << 20U;

/// A file as read, which sections point into.
struct Source {
    Surroundings around;
    std::optional<TreeNode> root{};
    base::Bytes32 digest{};
};

/// Reads and parses; what is wrong so far is reported and leaves no root.
std::unique_ptr<Source> open_source(
    const std::filesystem::path& file, const Environment& environment, Report& report
) {
    const std::size_t number = report.add_file(file.string());
    const auto directory = std::filesystem::absolute(file).parent_path();
    auto source = std::make_unique<Source>(Source{
        Surroundings{report, number, Sources{environment, directory}}});
    const auto content = read_file(file, kMaxFileBytes);
    if (content) source->digest = base::sha256(base::as_bytes(content->content));
    if (!content) {
        report.add(number, Mark{}, content.error().message);
        return source;
    }
    Tree tree = parse_tree(content->content);
    for (TreeFault& fault : tree.faults) {
        report.add(number, fault.mark, std::move(fault.message));
    }
    if (!tree.root || tree.root->kind == TreeNode::Kind::Map) {
        source->root = std::move(tree.root);
    } else if (tree.root->kind == TreeNode::Kind::Nothing) {
        report.add(number, Mark{}, "the file is empty; start from connector.example.yaml");
    } else if (tree.root->kind != TreeNode::Kind::Refused) {
        report.add(number, tree.root->mark, "the file must be a map of keys, such as key: value");
    }
    return source;
}

/// Not even by a key that is wrong, and reported as such.
bool names_no_project(const TreeNode& root) {
    return std::none_of(root.entries.begin(), root.entries.end(), [](const Entry& entry) {
        const bool is_empty_list =
            entry.value.kind == TreeNode::Kind::List && entry.value.items.empty();
        return entry.key == "include" || (entry.key == "projects" && !is_empty_list);
    });
}

/// For glob(3): a folder whose name holds one of its special characters means itself.
std::string escape_glob(const std::string& text) {
    std::string escaped;
    for (const char c : text) {
        if (c == '*' || c == '?' || c == '[' || c == ']' || c == '\\') escaped += '\\';
        escaped += c;
    }
    return escaped;
}

/// In the order of their names.
std::vector<std::filesystem::path> matches(
    const std::filesystem::path& folder, const std::string& pattern
) {
    const bool is_absolute = pattern[0] == '/';
    const bool is_here = folder.empty();
    const std::string whole =
        is_absolute || is_here ? pattern : escape_glob(folder.string()) + "/" + pattern;
    glob_t found{};
    std::vector<std::filesystem::path> files;
    // NOLINTNEXTLINE(concurrency-mt-unsafe): unsafe only with GLOB_TILDE, which asks for users
    if (::glob(whole.c_str(), 0, nullptr, &found) == 0) {
        files.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
    }
    ::globfree(&found);
    return files;
}

/// The files that `include` names; none is a problem, and so is the file itself.
std::vector<std::filesystem::path> included_files(
    const std::filesystem::path& file, const Section& root
) {
    const auto include = root.text("include");
    if (!include.is_given || !include.is_good) return {};
    auto files = matches(file.parent_path(), include.value);
    if (files.empty()) {
        root.report(
            include.mark,
            fmt::format("include matches no file: {}", root.absolute(include.value).string())
        );
    }
    const auto itself = std::find_if(files.begin(), files.end(), [&](const auto& candidate) {
        std::error_code error;
        return std::filesystem::equivalent(candidate, file, error);
    });
    if (itself != files.end()) {
        root.report(
            include.mark, "include matches this file itself; keep projects in a folder of their own"
        );
        files.erase(itself);
    }
    return files;
}

/// One load: files, then what they say together.
class Loader {
public:
    explicit Loader(const Environment& environment) : environment_(environment) {}

    tl::expected<Config, std::vector<Problem>> load(const std::filesystem::path& file) {
        const Source& main = open(file);
        Config config;
        if (main.root) {
            const Section root(main.around, "", *main.root, main.root->mark);
            config = read_settings(root);
            read_projects(file, root);
        }
        refuse_shared_names(projects_, report_);
        if (!report_.empty()) return tl::unexpected(report_.in_order());
        for (PlacedProject& placed : projects_) {
            if (placed.project.assistant) flows_.push_back(placed.project.assistant);
            config.projects.push_back(std::move(placed.project));
        }
        config.fingerprint = fingerprint(config.projects);
        config.warnings = report_.warnings();
        return config;
    }

private:
    [[nodiscard]] base::Bytes32 fingerprint(const std::vector<Project>& projects) const {
        base::Bytes digests;
        const auto add = [&](const base::Bytes32& digest) {
            digests.insert(digests.end(), digest.begin(), digest.end());
        };
        for (const auto& source : sources_) add(source->digest);
        for (const Project& project : projects) {
            const Brand& brand = project.brand;
            for (const auto* file : {&brand.logo, &brand.icon, &brand.font_file, &brand.css_file}) {
                if (*file) add(base::sha256(base::as_bytes((*file)->content)));
            }
        }
        for (const auto& flow : flows_) {
            digests.insert(digests.end(), flow->digest.begin(), flow->digest.end());
        }
        return base::sha256(digests);
    }

    const Source& open(const std::filesystem::path& file) {
        sources_.push_back(open_source(file, environment_, report_));
        return *sources_.back();
    }

    void read_projects(const std::filesystem::path& file, const Section& root) {
        const auto listed = root.sections("projects");
        for (const Section& section : listed) projects_.push_back(read_project(section));
        const auto included = included_files(file, root);
        for (const auto& path : included) {
            const Source& source = open(path);
            if (!source.root) continue;
            projects_.push_back(
                read_project(Section(source.around, "projects[]", *source.root, source.root->mark))
            );
        }
        if (listed.empty() && included.empty() && names_no_project(*sources_.front()->root)) {
            root.report(
                root.mark(),
                "no project is served; list one under projects, or name files by include"
            );
        }
    }

    const Environment& environment_;
    Report report_{};
    std::vector<std::unique_ptr<Source>> sources_{};
    std::vector<PlacedProject> projects_{};
    std::vector<std::shared_ptr<const AssistantFlow>> flows_{};
};

}  // namespace

std::optional<std::string> ProcessEnvironment::variable(const std::string& name) const {
    // Nothing in this program writes to the environment.
    const char* value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe): see above
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

tl::expected<Config, std::vector<Problem>> load(
    const std::filesystem::path& file, const Environment& environment
) {
    return Loader(environment).load(file);
}

}  // namespace config
