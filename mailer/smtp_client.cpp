#include "mailer/smtp_client.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <optional>
#include <stdexcept>
#include <utility>

#include <curl/curl.h>
#include <fmt/format.h>
#include <sys/socket.h>

#include "base/text.hpp"
#include "mailer/address.hpp"
#include "mailer/line_ends.hpp"
#include "mailer/smtp_transcript.hpp"

namespace mailer {
namespace {

static_assert(curl_code::kUnsupportedProtocol == CURLE_UNSUPPORTED_PROTOCOL);
static_assert(curl_code::kFailedInit == CURLE_FAILED_INIT);
static_assert(curl_code::kMalformedUrl == CURLE_URL_MALFORMAT);
static_assert(curl_code::kNotBuiltIn == CURLE_NOT_BUILT_IN);
static_assert(curl_code::kWeirdServerReply == CURLE_WEIRD_SERVER_REPLY);
static_assert(curl_code::kTlsConnectError == CURLE_SSL_CONNECT_ERROR);
static_assert(curl_code::kTlsEngineNotFound == CURLE_SSL_ENGINE_NOTFOUND);
static_assert(curl_code::kTlsEngineSetFailed == CURLE_SSL_ENGINE_SETFAILED);
static_assert(curl_code::kTlsCertificateProblem == CURLE_SSL_CERTPROBLEM);
static_assert(curl_code::kTlsCipher == CURLE_SSL_CIPHER);
static_assert(curl_code::kPeerFailedVerification == CURLE_PEER_FAILED_VERIFICATION);
static_assert(curl_code::kTlsUnavailable == CURLE_USE_SSL_FAILED);
static_assert(curl_code::kTlsEngineInitFailed == CURLE_SSL_ENGINE_INITFAILED);
static_assert(curl_code::kLoginDenied == CURLE_LOGIN_DENIED);
static_assert(curl_code::kBadCaFile == CURLE_SSL_CACERT_BADFILE);
static_assert(curl_code::kBadCrl == CURLE_SSL_CRL_BADFILE);
static_assert(curl_code::kTlsIssuerError == CURLE_SSL_ISSUER_ERROR);
static_assert(curl_code::kInvalidCertificateStatus == CURLE_SSL_INVALIDCERTSTATUS);

/// Why these settings can't carry mail, or nothing.
std::optional<std::string> fault_of(const SmtpSettings& settings) {
    if (!settings.username.empty() && settings.tls == Tls::Off)
        return "credentials are never sent without TLS";
    std::string_view rest = settings.url;
    const bool is_smtp = rest.starts_with("smtp://");
    if (!is_smtp && !rest.starts_with("smtps://"))
        return "the mail server's URL begins neither with smtp:// nor with smtps://";
    rest.remove_prefix(is_smtp ? 7 : 8);
    if (rest.ends_with('/')) rest.remove_suffix(1);
    // '@' would carry credentials past the check above; curl takes a path as our name.
    if (rest.empty() || rest.find_first_of("@/?# ") != std::string_view::npos ||
        base::has_control_character(rest)) {
        return "the mail server's URL is not smtp://HOST:PORT";
    }
    return std::nullopt;
}

/// curl takes the name for EHLO from the path.
std::string url_of(const SmtpSettings& settings) {
    const std::string_view slash = settings.url.ends_with('/') ? "" : "/";
    return fmt::format("{}{}{}", settings.url, slash, base::percent_encode(settings.helo_name));
}

using HandlePointer = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using ListPointer = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

HandlePointer new_handle() {
    static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
    HandlePointer handle(started == CURLE_OK ? curl_easy_init() : nullptr, &curl_easy_cleanup);
    if (!handle) throw std::runtime_error("libcurl does not start");
    return handle;
}

}  // namespace

class SmtpClient::Impl {
public:
    explicit Impl(SmtpSettings settings);
    ~Impl();
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    [[nodiscard]] Verdict send(const Envelope& envelope, std::string_view mime);

    [[nodiscard]] base::Result<void> reach();

    void interrupt() noexcept { is_interrupted_ = true; }

private:
    void set_up_connection();
    void set_up_tls();
    void set_up_login();
    [[nodiscard]] Verdict transfer(const Envelope& envelope, std::string_view mime);
    [[nodiscard]] Verdict verdict(CURLcode code, const Envelope& envelope) const;
    void shut_down_socket(int how) noexcept;

    static std::size_t on_read(char* out, std::size_t size, std::size_t count, void* self);
    static int on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t);
    static int on_traffic(CURL*, curl_infotype kind, char* data, std::size_t size, void* self);

    template <typename Value>
    void set(CURLoption option, Value value) {
        const CURLcode code = curl_easy_setopt(handle_.get(), option, value);
        if (code == CURLE_OK) return;
        throw std::runtime_error(fmt::format(
            "libcurl refuses option {}: {}", static_cast<int>(option), curl_easy_strerror(code)
        ));
    }

    const SmtpSettings settings_;
    const std::optional<std::string> fault_;
    HandlePointer handle_;
    std::array<char, CURL_ERROR_SIZE> error_text_{};
    std::atomic<bool> is_interrupted_ = false;
    SmtpTranscript transcript_;
    std::string_view unsent_;  ///< of the message in transfer
};

SmtpClient::Impl::Impl(SmtpSettings settings)
    : settings_(std::move(settings)), fault_(fault_of(settings_)), handle_(new_handle()) {
    if (fault_) return;
    set_up_connection();
    set_up_tls();
    set_up_login();
}

SmtpClient::Impl::~Impl() {
    // curl says QUIT and would wait for the answer: with the reading side closed it goes at once.
    shut_down_socket(SHUT_RD);
}

void SmtpClient::Impl::set_up_connection() {
    set(CURLOPT_URL, url_of(settings_).c_str());
    set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    set(CURLOPT_PROXY, "");  // not whatever $ALL_PROXY says
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_UPLOAD, 1L);
    set(CURLOPT_CONNECTTIMEOUT_MS, long{settings_.connect_timeout.count()});
    set(CURLOPT_TIMEOUT_MS, long{settings_.total_timeout.count()});
    set(CURLOPT_SERVER_RESPONSE_TIMEOUT, long{settings_.reply_timeout.count()});
    set(CURLOPT_ERRORBUFFER, error_text_.data());
    set(CURLOPT_READFUNCTION, &Impl::on_read);
    set(CURLOPT_READDATA, this);
    set(CURLOPT_NOPROGRESS, 0L);  // libcurl asks at least once a second whether to go on
    set(CURLOPT_XFERINFOFUNCTION, &Impl::on_progress);
    set(CURLOPT_XFERINFODATA, this);
    // The debug callback is the only place where curl shows the commands it sends.
    set(CURLOPT_VERBOSE, 1L);
    set(CURLOPT_DEBUGFUNCTION, &Impl::on_traffic);
    set(CURLOPT_DEBUGDATA, this);
}

void SmtpClient::Impl::set_up_tls() {
    // CURLUSESSL_TRY goes on in plain text when STARTTLS is missing: never use it.
    set(CURLOPT_USE_SSL, long{settings_.tls == Tls::Required ? CURLUSESSL_ALL : CURLUSESSL_NONE});
    set(CURLOPT_SSL_VERIFYPEER, 1L);
    set(CURLOPT_SSL_VERIFYHOST, 2L);
    set(CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
    if (settings_.ca_file.empty()) return;
    set(CURLOPT_CAINFO, settings_.ca_file.c_str());
    // Else the system's directory of certificates stays trusted beside the file.
    set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
}

void SmtpClient::Impl::set_up_login() {
    if (settings_.username.empty()) return;
    set(CURLOPT_USERNAME, settings_.username.c_str());
    set(CURLOPT_PASSWORD, std::string(settings_.password.reveal()).c_str());
    set(CURLOPT_SASL_IR, 1L);  // saves a round trip
}

Verdict SmtpClient::Impl::send(const Envelope& envelope, std::string_view mime) {
    if (fault_) return {Outcome::Broken, 0, *fault_};
    if (!envelope.sender.empty()) {
        if (const auto checked = check_address(envelope.sender); !checked)
            return {Outcome::Broken, 0, "sender: " + checked.error().message};
    }
    if (const auto checked = check_address(envelope.recipient); !checked)
        return {Outcome::Bounced, 0, "recipient: " + checked.error().message};
    if (has_only_crlf(mime)) return transfer(envelope, mime);
    return transfer(envelope, with_crlf(mime));
}

Verdict SmtpClient::Impl::transfer(const Envelope& envelope, std::string_view mime) {
    const ListPointer recipients(
        curl_slist_append(nullptr, envelope.recipient.c_str()), &curl_slist_free_all
    );
    if (!recipients) throw std::bad_alloc();
    set(CURLOPT_MAIL_FROM, envelope.sender.c_str());
    set(CURLOPT_MAIL_RCPT, recipients.get());
    set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(mime.size()));
    unsent_ = mime;
    error_text_.front() = '\0';
    transcript_.start_mail();

    const CURLcode code = curl_easy_perform(handle_.get());
    // A reply that is still on its way would be read as the answer to the next mail, and cleanup
    // would wait for it. After any failure the next mail starts on a connection of its own.
    if (code != CURLE_OK) shut_down_socket(SHUT_RDWR);
    set(CURLOPT_MAIL_RCPT, static_cast<curl_slist*>(nullptr));
    return verdict(code, envelope);
}

base::Result<void> SmtpClient::Impl::reach() {
    if (fault_) return base::fail(base::ErrorKind::Invalid, *fault_);
    error_text_.front() = '\0';
    transcript_.start_mail();
    // Without a message libcurl says a command of its own; NOBODY keeps the reply off stdout.
    set(CURLOPT_UPLOAD, 0L);
    set(CURLOPT_NOBODY, 1L);
    set(CURLOPT_CUSTOMREQUEST, "NOOP");
    const CURLcode code = curl_easy_perform(handle_.get());
    if (code != CURLE_OK) shut_down_socket(SHUT_RDWR);
    set(CURLOPT_CUSTOMREQUEST, static_cast<const char*>(nullptr));
    set(CURLOPT_NOBODY, 0L);
    set(CURLOPT_UPLOAD, 1L);
    if (!settings_.username.empty() && !transcript_.has_tried_login() && code == CURLE_OK) {
        return base::fail(base::ErrorKind::Unavailable, "the server offered no login");
    }
    if (code == CURLE_OK) return {};
    const std::string_view words =
        transcript_.reply() >= 400 ? std::string_view(transcript_.words()) : error_text_.data();
    return base::fail(
        base::ErrorKind::Unavailable,
        clean_words(words.empty() ? curl_easy_strerror(code) : words, settings_.username)
    );
}

Verdict SmtpClient::Impl::verdict(CURLcode code, const Envelope& envelope) const {
    Attempt attempt{static_cast<int>(code), transcript_.reply(), transcript_.stage()};
    attempt.login_skipped = !settings_.username.empty() && !transcript_.has_tried_login();
    const Outcome outcome = outcome_of(attempt);
    if (outcome == Outcome::Accepted) return {outcome, transcript_.reply(), transcript_.words()};

    std::string_view words = transcript_.words();
    if (attempt.reply < 400) words = error_text_.data();
    if (words.empty()) words = curl_easy_strerror(code);
    const std::string_view login =
        attempt.login_skipped && attempt.reply >= 500 ? " (the server offered no login)" : "";
    return {
        outcome,
        attempt.reply,
        fmt::format(
            "{}: {}{}", name_of(attempt.stage), clean_words(words, envelope.recipient), login
        )};
}

void SmtpClient::Impl::shut_down_socket(int how) noexcept {
    curl_socket_t socket = CURL_SOCKET_BAD;
    curl_easy_getinfo(handle_.get(), CURLINFO_ACTIVESOCKET, &socket);
    if (socket != CURL_SOCKET_BAD) ::shutdown(socket, how);
}

std::size_t SmtpClient::Impl::on_read(char* out, std::size_t size, std::size_t count, void* self) {
    auto& impl = *static_cast<Impl*>(self);
    const std::string_view piece = impl.unsent_.substr(0, size * count);
    std::copy(piece.begin(), piece.end(), out);
    impl.unsent_.remove_prefix(piece.size());
    // The last piece counts as sent, with its dot: from here on the mail may have been delivered.
    impl.transcript_.on_body(impl.unsent_.empty() ? Stage::FinalDot : Stage::Body);
    return piece.size();
}

int SmtpClient::Impl::on_progress(
    void* self, curl_off_t /*to_get*/, curl_off_t /*got*/, curl_off_t /*to_put*/, curl_off_t /*put*/
) {
    return static_cast<Impl*>(self)->is_interrupted_ ? 1 : 0;
}

int SmtpClient::Impl::on_traffic(
    CURL* /*handle*/, curl_infotype kind, char* data, std::size_t size, void* self
) {
    auto& transcript = static_cast<Impl*>(self)->transcript_;
    if (kind == CURLINFO_HEADER_OUT) transcript.on_command({data, size});
    if (kind == CURLINFO_HEADER_IN) transcript.on_reply({data, size});
    return 0;
}

SmtpClient::SmtpClient(SmtpSettings settings)
    : impl_(std::make_unique<Impl>(std::move(settings))) {}

SmtpClient::~SmtpClient() = default;

void SmtpClient::interrupt() noexcept {
    impl_->interrupt();
}

base::Result<void> SmtpClient::reach() {
    return impl_->reach();
}

Verdict SmtpClient::send(const Envelope& envelope, std::string_view mime) {
    return impl_->send(envelope, mime);
}

}  // namespace mailer
