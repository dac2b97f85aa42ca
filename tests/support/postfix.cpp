#include "tests/support/postfix.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.hpp"

namespace tests {
namespace {

namespace fs = std::filesystem;

constexpr const char* kDomain = "client.test";
constexpr int kNobody = 65534;
constexpr int kTenths = 100;  // ten seconds

int free_port() {
    const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(probe, reinterpret_cast<sockaddr*>(&address), size);
    ::getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size);
    ::close(probe);
    return ntohs(address.sin_port);
}

bool answers(int port) {
    const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    const bool is_up = ::connect(probe, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    ::close(probe);
    return is_up;
}

std::string read_file(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void write_file(const fs::path& path, const std::string& content) {
    std::ofstream file(path, std::ios::binary);
    file << content;
    if (!file.flush()) throw std::runtime_error("cannot write " + path.string());
}

void give_to(const std::string& path, uid_t user, gid_t group, fs::perms mode) {
    if (::chown(path.c_str(), user, group) != 0) throw std::runtime_error("chown " + path);
    fs::permissions(path, mode);
}

constexpr fs::perms mode(unsigned bits) {
    return static_cast<fs::perms>(bits);
}

}  // namespace

std::optional<std::string> Postfix::missing() {
    if (::geteuid() != 0) return "Postfix needs root";
    for (const char* program : {"postfix", "saslpasswd2", "openssl"}) {
        if (run_process({"which", program}).exit_code != 0)
            return std::string(program) + " is not installed";
    }
    if (::getpwnam("postfix") == nullptr || ::getgrnam("postdrop") == nullptr)
        return "there is no user postfix";
    return std::nullopt;
}

Postfix::Postfix(const std::vector<std::string>& mailboxes) {
    make_folders();
    write_main_cf(mailboxes);
    make_login();
    for (int tries = 0; tries < 3; ++tries) {
        submission_port_ = free_port();
        smtps_port_ = free_port();
        write_master_cf();
        if (start()) return;
    }
    throw std::runtime_error("Postfix does not start:\n" + log());
}

std::string Postfix::submission_url() const {
    return fmt::format("smtp://localhost:{}", submission_port_);
}

std::string Postfix::smtps_url() const {
    return fmt::format("smtps://localhost:{}", smtps_port_);
}

std::vector<std::string> Postfix::mails_of(const std::string& mailbox) const {
    std::vector<std::string> mails;
    std::error_code not_there_yet;
    const fs::path folder = dir_.path() / "mail" / mailbox / "new";
    for (const auto& entry : fs::directory_iterator(folder, not_there_yet))
        mails.push_back(read_file(entry.path()));
    return mails;
}

std::vector<std::string> Postfix::wait_for_mails(const std::string& mailbox, std::size_t count)
    const {
    for (int i = 0; i < kTenths && mails_of(mailbox).size() < count; ++i) ::poll(nullptr, 0, 100);
    return mails_of(mailbox);
}

std::string Postfix::log() const {
    return read_file(path("maillog")) + read_file(path("console"));
}

void Postfix::make_folders() const {
    const passwd* user = ::getpwnam("postfix");
    fs::permissions(dir_.path(), mode(0755));  // Postfix's own users look in
    for (const char* name : {"etc", "etc/sasl", "sasl", "queue"}) fs::create_directory(path(name));
    fs::create_directory(path("data"));
    give_to(path("data"), user->pw_uid, user->pw_gid, mode(0700));
    fs::create_directory(path("mail"));
    give_to(path("mail"), kNobody, kNobody, mode(0700));
}

void Postfix::write_main_cf(const std::vector<std::string>& mailboxes) const {
    std::string maps;
    for (const std::string& mailbox : mailboxes)
        maps += fmt::format("{}@{} {}/\n", mailbox, kDomain, mailbox);
    write_file(path("etc/mailboxes"), maps);
    write_file(
        path("etc/main.cf"),
        fmt::format(
            "compatibility_level = 3.6\n"
            "queue_directory = {0}/queue\n"
            "data_directory = {0}/data\n"
            "maillog_file = {0}/maillog\n"
            "maillog_file_prefixes = {0}\n"
            "myhostname = localhost\n"
            "mydestination =\n"
            "inet_interfaces = 127.0.0.1\n"
            "inet_protocols = ipv4\n"
            "smtpd_peername_lookup = no\n"
            "alias_maps =\n"
            "alias_database =\n"
            "virtual_mailbox_domains = {1}\n"
            "virtual_mailbox_base = {0}/mail\n"
            "virtual_mailbox_maps = texthash:{0}/etc/mailboxes\n"
            "virtual_uid_maps = static:{2}\n"
            "virtual_gid_maps = static:{2}\n"
            "default_transport = error:this server delivers to its own mailboxes only\n"
            "smtpd_tls_cert_file = {3}\n"
            "smtpd_tls_key_file = {4}\n"
            "smtpd_tls_security_level = encrypt\n"
            "smtpd_tls_session_cache_database =\n"
            "smtpd_sasl_auth_enable = yes\n"
            "smtpd_sasl_path = smtpd\n"
            "smtpd_sasl_local_domain = {1}\n"
            "smtpd_relay_restrictions = permit_sasl_authenticated, reject\n",
            dir_.path().string(),
            kDomain,
            kNobody,
            certificates_.certificate(),
            certificates_.key()
        )
    );
}

void Postfix::write_master_cf() const {
    // name, type, private, unprivileged, chroot, wake-up, limit of processes, program
    write_file(
        path("etc/master.cf"),
        fmt::format(
            "127.0.0.1:{} inet n - n - - smtpd\n"
            "127.0.0.1:{} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes\n"
            "cleanup unix n - n - 0 cleanup\n"
            "qmgr unix n - n 300 1 qmgr\n"
            "rewrite unix - - n - - trivial-rewrite\n"
            "bounce unix - - n - 0 bounce\n"
            "defer unix - - n - 0 bounce\n"
            "trace unix - - n - 0 bounce\n"
            "verify unix - - n - 1 verify\n"
            "proxymap unix - - n - - proxymap\n"
            "showq unix n - n - - showq\n"
            "error unix - - n - - error\n"
            "virtual unix - n n - - virtual\n"
            "anvil unix - - n - 1 anvil\n"
            "tlsmgr unix - - n 1000? 1 tlsmgr\n"
            "pickup unix n - n 60 1 pickup\n"
            "postlog unix-dgram n - n - 1 postlogd\n",
            submission_port_,
            smtps_port_
        )
    );
}

void Postfix::make_login() const {
    // Debian's Postfix looks for it in its configuration directory, whatever main.cf says.
    write_file(
        path("etc/sasl/smtpd.conf"),
        fmt::format(
            "pwcheck_method: auxprop\nauxprop_plugin: sasldb\nmech_list: PLAIN LOGIN\n"
            "sasldb_path: {}\n",
            path("sasl/users")
        )
    );
    const ProcessResult made = run_process(
        {"saslpasswd2", "-p", "-c", "-f", path("sasl/users"), "-u", kDomain, username()}, password()
    );
    if (made.exit_code != 0) throw std::runtime_error("saslpasswd2: " + made.output);
    const passwd* user = ::getpwnam("postfix");
    give_to(path("sasl/users"), user->pw_uid, user->pw_gid, mode(0600));
}

bool Postfix::start() {
    // What `postfix start` does, but with the master as our own child, so that it ends with us.
    const ProcessResult checked = run_process({"postfix", "-c", path("etc"), "check"});
    if (checked.exit_code != 0) throw std::runtime_error("postfix check: " + checked.output);
    const ProcessResult folder =
        run_process({"postconf", "-c", path("etc"), "-h", "daemon_directory"});
    const std::string daemons(base::trim(folder.output));
    master_ = std::make_unique<ChildProcess>(
        std::vector<std::string>{daemons + "/master", "-c", path("etc"), "-s"}, path("console")
    );
    for (int i = 0; i < kTenths && master_->is_running(); ++i) {
        if (answers(submission_port_) && answers(smtps_port_)) return true;
        ::poll(nullptr, 0, 100);
    }
    return false;
}

}  // namespace tests
