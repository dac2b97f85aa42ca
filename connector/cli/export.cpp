#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include "connector/cli/commands.hpp"
#include "connector/cli/contact_export.hpp"
#include "connector/cli/context.hpp"
#include "connector/cli/output.hpp"
#include "connector/model/email_address.hpp"
#include "connector/store/erasure.hpp"

namespace connector::cli {
namespace {

using base::ErrorKind;

struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

using File = std::unique_ptr<std::FILE, Close>;

/// A new file that only its owner may read; one that is there is not written over.
base::Result<File> create(const std::filesystem::path& path) {
    const int handle =
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (handle < 0) {
        const std::string why = std::generic_category().message(errno);
        return base::fail(ErrorKind::Invalid, "cannot create " + path.string() + ": " + why);
    }
    File file(::fdopen(handle, "w"));
    if (!file) {
        ::close(handle);
        return base::fail(ErrorKind::Unavailable, "cannot write " + path.string());
    }
    return file;
}

/// False when not all of it got there.
bool write_all(std::FILE* out, store::Database& database, const std::string& address) {
    database.read([&](store::Connection& connection) {
        write_export(out, connection, store::contacts_at(connection, address));
    });
    return std::fflush(out) == 0 && std::ferror(out) == 0;
}

}  // namespace

int export_contact(const Common& common, const ContactOptions& options) {
    const auto config = load_config(common.config);
    if (!config) return config.error();
    const auto address = model::normalize_address(options.contact);
    if (!address) return print_error(address.error());
    const nlohmann::json body{{"contact", *address}};
    const auto noted = ask_daemon(*config, "/control/contacts/note_export", body.dump());
    if (!noted) return print_error(noted.error());
    const auto view = StoreView::open(*config);
    if (!view) return print_error(view.error());
    if (options.out.empty()) return write_all(stdout, (*view)->database(), *address) ? 0 : 1;
    auto file = create(options.out);
    if (!file) return print_error(file.error());
    if (!write_all(file->get(), (*view)->database(), *address)) {
        std::filesystem::remove(options.out);
        return print_error({ErrorKind::Unavailable, "cannot write " + options.out.string(), {}});
    }
    fmt::print("written to {}\n", options.out.string());
    return 0;
}

}  // namespace connector::cli
