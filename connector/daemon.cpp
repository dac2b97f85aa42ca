#include "connector/daemon.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "base/crypto.hpp"
#include "base/metrics.hpp"
#include "base/private_folder.hpp"
#include "base/system_clock.hpp"
#include "base/worker.hpp"
#include "connector/access/codes.hpp"
#include "connector/access/guests.hpp"
#include "connector/access/keys.hpp"
#include "connector/access/limits.hpp"
#include "connector/access/link_requests.hpp"
#include "connector/access/links.hpp"
#include "connector/access/newcomers.hpp"
#include "connector/access/passkeys.hpp"
#include "connector/access/passwords.hpp"
#include "connector/access/proof_of_work.hpp"
#include "connector/access/refused_connections.hpp"
#include "connector/access/sessions.hpp"
#include "connector/access/sign_ins.hpp"
#include "connector/access/time_floor.hpp"
#include "connector/cli/control_token.hpp"
#include "connector/grant_vault.hpp"
#include "connector/help_search.hpp"
#include "connector/http/outbound.hpp"
#include "connector/http/router.hpp"
#include "connector/http/server.hpp"
#include "connector/log_sink.hpp"
#include "connector/mirror/authorship.hpp"
#include "connector/mirror/automation_receiver.hpp"
#include "connector/mirror/directory.hpp"
#include "connector/mirror/enrolment.hpp"
#include "connector/mirror/intake.hpp"
#include "connector/mirror/moving.hpp"
#include "connector/mirror/outbound.hpp"
#include "connector/mirror/poll.hpp"
#include "connector/mirror/projection.hpp"
#include "connector/mirror/raising.hpp"
#include "connector/mirror/reader.hpp"
#include "connector/mirror/reconcile.hpp"
#include "connector/mirror/sync.hpp"
#include "connector/mirror/takeover.hpp"
#include "connector/mirror/webhook_receiver.hpp"
#include "connector/notify/outbox.hpp"
#include "connector/notify/sender.hpp"
#include "connector/or_throw.hpp"
#include "connector/portal/admin.hpp"
#include "connector/portal/control.hpp"
#include "connector/portal/live_updates.hpp"
#include "connector/portal/offered_moves.hpp"
#include "connector/portal/renderer.hpp"
#include "connector/portal/routes.hpp"
#include "connector/provision/watch.hpp"
#include "connector/request_forms.hpp"
#include "connector/settings_from_config.hpp"
#include "connector/sign_in_ways.hpp"
#include "connector/site_parts.hpp"
#include "connector/site_way.hpp"
#include "connector/store/audit.hpp"
#include "connector/store/audit_chain.hpp"
#include "connector/store/housekeeping.hpp"
#include "connector/store/leases.hpp"
#include "connector/store/projects.hpp"
#include "connector/store/reply_files.hpp"
#include "connector/store/request_search.hpp"
#include "connector/store/sqlite.hpp"
#include "jira/attachment_source.hpp"
#include "jira/pacing.hpp"
#include "jira/portal_probe.hpp"
#include "jira/transitions.hpp"
#include "mailer/smtp_client.hpp"
#include "mailer/template.hpp"

namespace connector {
namespace {

using base::milliseconds;

constexpr milliseconds kPatience{3'000};
constexpr std::chrono::minutes kHousekeepingEvery{1};
constexpr std::chrono::hours kAuditHeadEvery{24};
/// Open pages are told by the bell; this is for what ran out.
constexpr milliseconds kLookForEndings{5'000};

/// How long a page waits to hear what can be done with its request.
constexpr milliseconds kPagePatience{2'000};
constexpr milliseconds kMovePatience{15'000};

base::Result<std::vector<model::Transition>> offers_of(
    jira::Transitions& transitions, base::RequestId request
) {
    const auto read = transitions.of(request);
    if (!read) return base::fail(read);
    std::vector<model::Transition> offers;
    for (const auto& [id, name] : *read) offers.push_back({id, name});
    return offers;
}

portal::SiteState site_state(const jira::PacedTransport::View& view) {
    return {
        .is_down = view.is_down,
        .waiting_calls = view.waiting,
        .paused_until = view.limits.paused_until,
        .low_until = view.limits.low_until,
        .remaining_calls = view.limits.remaining};
}

}  // namespace

/// Members are built top to bottom and destroyed bottom to top: what uses a part stands below it.
class Daemon::Parts {
public:
    Parts(config::Config configuration, base::Log& log);

    void start();
    void stop(milliseconds total) noexcept;
    void wake_all();
    void persist_time() noexcept;
    /// Under which configuration this daemon serves; a digest that tells equal ones.
    void note_configuration();
    /// To the log, which is kept elsewhere: what was written up to now can't be rewritten unseen.
    void tell_audit_head();
    void end_audit() noexcept;

    // What everything stands on.
    config::Config config;
    base::Log& log;
    base::SystemClock system_clock;
    base::SodiumRandom random;
    base::Metrics metrics;
    base::Bell commit_bell;  ///< rung by the store
    store::SqliteDatabase database;
    base::PrivateFolder uploads;  ///< of replies on their way to Jira
    access::KeyRing keys;
    access::TimeFloor clock;

    // One bell a queue: whoever adds work rings it.
    base::Bell inbox_bell;
    base::Bell poll_bell;
    base::Bell reconcile_bell;
    base::Bell directory_bell;
    base::Bell reply_bell;
    base::Bell intake_bell;
    base::Bell newcomer_bell;
    base::Bell takeover_bell;
    base::Bell move_bell;
    base::Bell outbox_bell;
    base::Bell housekeeping_bell;
    base::Bell search_bell;
    base::Bell provision_bell;

    // Jira.
    GrantVault grant_vault;
    SiteWay site_way;
    std::unique_ptr<jira::Client> jira_client;      ///< for what webhooks tell of
    std::unique_ptr<jira::Client> poll_client;      ///< for what nobody waits for
    std::unique_ptr<jira::Client> reply_client;     ///< for customers' words
    std::unique_ptr<jira::Client> backfill_client;  ///< for what takes long
    std::unique_ptr<jira::SiteAdmin> site_admin;
    std::unique_ptr<jira::SiteAdmin> newcomer_admin;  ///< for whoever waits for a first link
    std::unique_ptr<jira::Directory> site_directory;
    jira::AttachmentSource files;
    HelpSearch help_search;
    RequestForms request_forms;
    http::Outbound anonymous_http;  ///< never carries a credential
    jira::AnonymousProbe portal_probe;

    // Features.
    access::Links links;
    access::Sessions sessions;
    access::Guests guests;
    access::Limits limits;
    access::RefusedConnections refused_connections;
    access::ProofOfWork proof_of_work;
    access::Newcomers newcomers;
    access::LinkRequests link_requests;
    access::Codes codes;
    http::Outbound sign_in_http;  ///< to those who vouch for customers
    access::SignIns sign_ins;
    access::Passwords passwords;
    access::Passkeys passkeys;
    notify::Outbox outbox;
    mirror::Projection projection;
    mirror::Authorship authorship;
    mirror::Intake webhook_intake;
    mirror::WebhookReceiver webhook_receiver;
    mirror::Intake automation_intake;
    mirror::AutomationReceiver automation_receiver;
    mirror::Reader reader;
    mirror::Poll poll;
    mirror::Reconcile reconcile;
    mirror::Sync sync;
    mirror::Directory directory;
    std::unique_ptr<jira::ReplyPoster> reply_poster;
    mirror::Outbound replies;
    std::unique_ptr<jira::RequestRaiser> request_raiser;
    mirror::Raising raising;
    mirror::Enrolment enrolment;
    mirror::Takeover takeover;
    jira::RestTransitions offered_transitions;  ///< a page waits for it
    jira::RestTransitions transitions;
    mirror::Moving moving;
    mailer::MailTemplates mail_templates;
    notify::Sender sender;
    store::Housekeeping housekeeping;
    base::Time audit_head_told{};  ///< used by whoever starts, then by housekeeping's thread
    provision::Settings provision_settings;
    provision::Watch provision_watch;

    // The portal and the listeners.
    portal::PortalSettings portal;
    portal::Readers readers;
    portal::Renderer renderer;
    portal::Visitors visitors;
    portal::Conversations conversations;
    portal::LiveUpdates live;
    portal::OfferedMoves offered_moves;
    portal::Rooms rooms;
    portal::AdminRooms admin_rooms;
    http::Router public_router;
    http::Router admin_router;
    std::optional<http::Server> public_server;
    std::optional<http::Server> admin_server;

    // Threads: last to start, first to stop.
    std::vector<std::unique_ptr<mailer::SmtpClient>> transports;
    std::vector<std::unique_ptr<base::Worker>> workers;
};

Daemon::Parts::Parts(config::Config configuration, base::Log& log_to)
    : config(std::move(configuration)),
      log(log_to),
      database(config.store_file, store::Access::Owner, metrics),
      uploads(uploads_folder(config), random),
      keys(or_throw(access::KeyRing::load(config.keys_directory, random))),
      clock(system_clock, access::since_boot, database, log, metrics),
      grant_vault(database, keys, random, clock, config.site.auth.refresh_token.clone()),
      site_way(config, grant_vault, nullptr, {clock, random, log, metrics}),
      jira_client(make_client(config, site_way.lane(jira::Urgency::Event), clock, log)),
      poll_client(make_client(config, site_way.lane(jira::Urgency::Poll), clock, log)),
      reply_client(make_client(config, site_way.lane(jira::Urgency::Reply), clock, log)),
      backfill_client(make_client(config, site_way.lane(jira::Urgency::Backfill), clock, log)),
      site_admin(make_site_admin(config, site_way.lane(jira::Urgency::Poll), clock)),
      newcomer_admin(make_site_admin(config, site_way.lane(jira::Urgency::Visitor), clock)),
      site_directory(make_directory(config, site_way.lane(jira::Urgency::Backfill), clock)),
      files(rest_settings(config), site_way.files(), clock, file_path(config)),
      help_search(config, site_way, clock, log),
      request_forms(config, site_way, clock),
      anonymous_http(visitors_outbound(config), log),
      portal_probe(
          rest_settings(config),
          config.site.url,
          site_way.lane(jira::Urgency::Poll),
          anonymous_http,
          clock
      ),
      links(database, keys, link_rules(config), clock, random, log, metrics),
      sessions(database, keys, clock, log),
      guests(database, keys, link_rules(config), clock, random, log),
      limits(clock),
      refused_connections(database, clock, log),
      proof_of_work(keys, clock),
      newcomers(database, newcomer_rules(config), clock, log, [this] { newcomer_bell.ring(); }),
      link_requests(database, links, newcomers, clock, log, [this] { outbox_bell.ring(); }),
      codes(database, links, keys, clock, log, metrics),
      sign_in_http(sign_in_outbound(config), log),
      sign_ins(
          database, keys, sign_in_ways(config, sign_in_http, clock), clock, random, log, metrics
      ),
      passwords(
          database, keys, proof_rules(config), base::PasswordCost{}, clock, random, log, metrics
      ),
      passkeys(
          database, keys, proof_rules(config), relying_party(config), clock, random, log, metrics
      ),
      outbox(mail_rules(config), clock, outbox_bell),
      projection(project_keys(config), outbox, clock, kbot_address(config)),
      authorship(database, *jira_client),
      webhook_intake(
          "webhooks",
          "connector_webhooks_total",
          database,
          project_keys(config),
          clock,
          log,
          metrics,
          [this] { inbox_bell.ring(); }
      ),
      webhook_receiver(webhook_intake, webhook_keys(config)),
      automation_intake(
          "automation",
          "connector_automation_calls_total",
          database,
          project_keys(config),
          clock,
          log,
          metrics,
          [this] { inbox_bell.ring(); }
      ),
      automation_receiver(automation_intake, automation_keys(config), clock),
      reader(database, *jira_client, authorship, projection, outbox, clock, log, metrics),
      poll(
          poll_settings(config),
          database,
          *poll_client,
          authorship,
          projection,
          outbox,
          system_clock,
          log,
          metrics,
          [this] { inbox_bell.ring(); }
      ),
      reconcile(
          reconcile_settings(config),
          database,
          *backfill_client,
          system_clock,
          log,
          metrics,
          [this] { inbox_bell.ring(); }
      ),
      sync(
          poll_settings(config).projects,
          {database, *backfill_client, site_way.meter(), poll, reconcile, reader, clock},
          [this] {
              poll_bell.ring();
              reconcile_bell.ring();
          }
      ),
      directory(
          directory_settings(config),
          database,
          *site_directory,
          {clock, kbot_address(config)},
          system_clock,
          log,
          metrics
      ),
      reply_poster(make_reply_poster(config, site_way, request_forms.desks(), clock, log)),
      replies(database, *reply_client, *reply_poster, authorship, uploads, clock, log, metrics),
      request_raiser(
          make_request_raiser(config, site_way, clock, request_forms.desks(), *reply_client)
      ),
      raising(
          database,
          *request_raiser,
          clock,
          log,
          metrics,
          {.on_hint = [this] { inbox_bell.ring(); },
           .on_raised =
               [this](store::Connection& connection, const auto& intake, base::RequestId request) {
                   if (!intake.raiser.guest) return;
                   guests.hold(connection, model::GuestId(*intake.raiser.guest), request);
               }}
      ),
      enrolment(
          database,
          *newcomer_admin,
          {clock, kbot_address(config)},
          clock,
          log,
          metrics,
          [this] { outbox_bell.ring(); }
      ),
      takeover(database, *newcomer_admin, clock, log, metrics, [this] { inbox_bell.ring(); }),
      offered_transitions(
          rest_settings(config), site_way.lane(jira::Urgency::Visitor), clock, kPagePatience
      ),
      transitions(rest_settings(config), site_way.lane(jira::Urgency::Reply), clock, kMovePatience),
      moving(
          database, *reply_client, transitions, clock, log, metrics, [this] { inbox_bell.ring(); }
      ),
      sender(sender_settings(config), database, links, mail_templates, clock, random, log, metrics),
      housekeeping(
          database,
          clock,
          {config.retention.audit, config.retention.addresses, config.retention.contacts}
      ),
      provision_settings(connector::provision_settings(config, &keys)),
      provision_watch(provision_settings, *site_admin, portal_probe, database, clock, log, metrics),
      portal(portal_settings(config)),
      readers(portal),
      renderer(readers),
      visitors(portal, keys, sessions, guests, readers, random),
      conversations(renderer),
      live(database, sessions, guests, clock, random, metrics),
      offered_moves(
          [this](base::RequestId request) { return offers_of(offered_transitions, request); }, clock
      ),
      rooms{
          portal,
          renderer,
          visitors,
          conversations,
          database,
          links,
          sessions,
          link_requests,
          codes,
          guests,
          limits,
          clock,
          random,
          log,
          [this] { reply_bell.ring(); },
          [this] { takeover_bell.ring(); },
          [this](base::AttachmentId id) { return files.open(id); },
          [this](const base::ProjectKey& project, std::string_view query) {
              return help_search.search(project, query);
          },
          [this](const std::string& article) { return help_search.read(article); },
          &sign_ins,
          &passwords,
          &passkeys,
          [this](const base::ProjectKey& project, std::int64_t type) {
              return request_forms.form_of(project, type);
          },
          [this] { intake_bell.ring(); },
          &proof_of_work,
          &live,
          &metrics,
          &uploads,
          &offered_moves,
          [this] { move_bell.ring(); }},
      admin_rooms{
          database,
          links,
          sessions,
          metrics,
          clock,
          config.server.public_url,
          cli::control_token(keys),
          [this] { wake_all(); },
          [this] { return site_state(site_way.paced().view()); }} {
    portal::add_public_routes(public_router, rooms, {webhook_receiver, automation_receiver});
    portal::add_admin_routes(admin_router, admin_rooms);
    portal::add_sync_routes(admin_router, admin_rooms.control_token, sync);
    http::ServerSettings listener = public_listener(config, clock);
    listener.on_refused_client = [this](const auto& client) { refused_connections.note(client); };
    public_server.emplace(std::move(listener), public_router, random, log, metrics);
    admin_server.emplace(admin_listener(config, clock), admin_router, random, log, metrics);
}

void Daemon::Parts::start() {
    store::begin_audit_chain(database, keys.for_store(random), clock.now());
    note_configuration();
    tell_audit_head();
    passwords.seal_anew();
    database.write([this](store::Connection& connection) {
        // We own the store, so whoever holds a lease is dead.
        store::release_leases(connection, clock.now());
        for (const auto& project : config.projects) {
            store::Projects(connection).watch(project.key, system_clock.now());
        }
    });
    const auto add = [this](const char* name, base::Bell& bell, std::function<base::Next()> work) {
        workers.push_back(std::make_unique<base::Worker>(
            base::Worker::Settings{.name = name}, bell, log, std::move(work)
        ));
    };
    add("inbox", inbox_bell, [this] { return reader.work_off_some(); });
    add("poll", poll_bell, [this] { return poll.work_some(); });
    add("reconcile", reconcile_bell, [this] { return reconcile.work_some(); });
    add("directory", directory_bell, [this] { return directory.work_some(); });
    add("replies", reply_bell, [this] { return replies.send_one(); });
    add("intakes", intake_bell, [this] { return raising.raise_one(); });
    add("newcomers", newcomer_bell, [this] { return enrolment.enrol_one(); });
    add("takeovers", takeover_bell, [this] { return takeover.take_one(); });
    add("moves", move_bell, [this] { return moving.move_one(); });
    add("search", search_bell, [this] { return store::catch_up_search(database); });
    for (unsigned i = 0; i < config.mail.connections; ++i) {
        transports.push_back(std::make_unique<mailer::SmtpClient>(smtp_settings(config)));
        add("sender", outbox_bell, [this, &transport = *transports.back()] {
            return sender.send_one(transport);
        });
    }
    workers.push_back(std::make_unique<base::Worker>(
        base::Worker::Settings{.name = "housekeeping", .idle = kHousekeepingEvery},
        housekeeping_bell,
        log,
        [this] {
            clock.persist();
            housekeeping.run();
            store::sweep_reply_files(database, uploads);
            if (clock.now() >= audit_head_told + kAuditHeadEvery) tell_audit_head();
            return false;
        }
    ));
    workers.push_back(std::make_unique<base::Worker>(
        base::Worker::Settings{.name = "provision", .idle = provision_interval(config)},
        provision_bell,
        log,
        [this] {
            provision_watch.look();
            return false;
        }
    ));
    database.ring_after_commits(commit_bell);
    workers.push_back(std::make_unique<base::Worker>(
        base::Worker::Settings{.name = "live", .idle = kLookForEndings},
        commit_bell,
        log,
        [this] { return live.work(); }
    ));
    public_server->start();
    admin_server->start();
    log.info(
        "daemon.ready",
        {{"public_port", public_server->port()},
         {"admin_port", admin_server->port()},
         {"projects", config.projects.size()}}
    );
}

void Daemon::Parts::stop(milliseconds total) noexcept {
    log.info("daemon.stopping");
    using Watch = std::chrono::steady_clock;
    const auto end = Watch::now() + total;
    const auto left_but = [&](milliseconds reserve) {
        const auto left = std::chrono::duration_cast<milliseconds>(end - Watch::now()) - reserve;
        return std::max(milliseconds{0}, left);
    };
    for (const auto& worker : workers) worker->request_stop();
    {
        // A mail server or a Jira that hangs would hold the workers up for a minute: what is under
        // way gets a few seconds, then it is cut off and done again after the next start.
        base::Bell never;
        const std::jthread impatience([&](const std::stop_token& done) {
            never.wait(done, std::min(kPatience, total));
            if (done.stop_requested()) return;
            site_way.stop();
            anonymous_http.stop();
            sign_in_http.stop();
            for (const auto& transport : transports) transport->interrupt();
        });
        public_server->stop(left_but(2 * http::Server::kAbandonAfter));
        workers.clear();
    }
    persist_time();
    end_audit();
    // Last: it tells whoever asks that the daemon is not ready.
    admin_server->stop(left_but(http::Server::kAbandonAfter));
    log.info("daemon.stopped");
}

void Daemon::Parts::persist_time() noexcept {
    try {
        clock.persist();
    } catch (const std::exception& failure) {
        // A full disk must not keep us from stopping; the last minute of time is lost with it.
        log.warning("daemon.time_not_kept", {{"reason", failure.what()}});
    }
}

void Daemon::Parts::note_configuration() {
    const base::Bytes32 key = keys.current_subkey(access::KeyPurpose::AuditSeal);
    const base::Bytes32 mark = base::keyed_hash(key, {config.fingerprint});
    const std::string digest = base::to_hex(base::ByteView(mark).first(8));
    database.write([&](store::Connection& connection) {
        store::Audit(connection)
            .add({.event = "config.loaded", .detail = "digest " + digest}, clock.now());
    });
}

void Daemon::Parts::tell_audit_head() {
    audit_head_told = clock.now();
    const auto head = database.read(store::audit_head);
    log.info("audit.head", {{"head", head.to_string()}});
}

void Daemon::Parts::end_audit() noexcept {
    try {
        database.write(store::anchor_audit_head);
        tell_audit_head();
    } catch (const std::exception& failure) {
        log.warning("audit.head_not_kept", {{"reason", failure.what()}});
    }
}

void Daemon::Parts::wake_all() {
    inbox_bell.ring();
    reply_bell.ring();
    intake_bell.ring();
    newcomer_bell.ring();
    takeover_bell.ring();
    move_bell.ring();
    outbox_bell.ring();
}

Daemon::Daemon(config::Config config, base::Log& log)
    : parts_(std::make_unique<Parts>(std::move(config), log)) {}

Daemon::~Daemon() = default;

void Daemon::start() {
    parts_->start();
}

void Daemon::stop(base::milliseconds total) noexcept {
    parts_->stop(total);
}

const config::Config& Daemon::config() const {
    return parts_->config;
}

config::Config Daemon::take_config() {
    return std::move(parts_->config);
}

std::uint16_t Daemon::public_port() const {
    return parts_->public_server->port();
}

std::uint16_t Daemon::admin_port() const {
    return parts_->admin_server->port();
}

}  // namespace connector
