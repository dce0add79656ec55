package dev.incusoperator.instance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.incusoperator.api.v1alpha1.CopySource;
import dev.incusoperator.api.v1alpha1.ImageSource;
import dev.incusoperator.api.v1alpha1.InstanceType;
import dev.incusoperator.api.v1alpha1.ReplacePolicy;
import dev.incusoperator.client.ApiResponse;
import dev.incusoperator.client.model.Image;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.instance.StepRunner.Site;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a replacement can succeed, before anything is stopped or deleted for it: asks the server for its own
 * conditions and for the image, which is downloaded first where it is on an image server.
 */
final class ReplacementCheck {
    private static final List<String> TRUE = List.of("true", "1", "yes", "on");
    private static final String PROTECTION = "security.protection.delete";

    private final FetchedImages fetched;

    ReplacementCheck(FetchedImages fetched) {
        this.fetched = fetched;
    }

    /**
     * Looks at everything.
     *
     * @param source where the new root file system comes from, as the API takes it
     * @param current whether an image of an image server has to be as new as it is there
     * @return whether the image is to be downloaded first; nothing else stands in the way
     * @throws ReplacementRefusedException where something does
     */
    boolean needsDownload(Site site, Instance instance, ObjectNode source, boolean current) {
        requireNoObstacle(site, instance);
        ImageSource image = site.situation().spec().image();
        if (image == null) {
            return false;
        }
        Optional<Image> found = image.remote() == null ? inStore(site, image) : downloaded(site, source, current);
        if (found.isEmpty() && image.remote() == null) {
            throw new ReplacementRefusedException(
                    FailureCause.missing(image) + ": import it, or name an image server in spec.image.remote");
        }
        found.ifPresent(there -> requireFit(there, image, site));
        return found.isEmpty();
    }

    /** Downloads the image into the host's store. */
    ApiResponse download(Site site, ObjectNode source) {
        ObjectNode wanted = source.deepCopy().put("image_type", type(site));
        ApiResponse response = site.client().images().download(site.instance().project(), wanted);
        response.operationId().ifPresent(id -> fetched.began(id, key(site)));
        return response;
    }

    /** The source with the very image that is in the store, so that no image server is needed any more. */
    ObjectNode pinned(Site site, ObjectNode source) {
        ImageSource image = site.situation().spec().image();
        if (image == null || image.remote() == null) {
            return source;
        }
        return downloaded(site, source, false)
                .map(found -> source.objectNode().put("type", "image").put("fingerprint", found.fingerprint()))
                .orElse(source);
    }

    private void requireNoObstacle(Site site, Instance instance) {
        boolean recreates = site.situation().spec().updatesOrDefault().replaceOrDefault() == ReplacePolicy.RECREATE;
        CopySource copy = site.situation().spec().copyFrom();
        if (recreates && isTrue(instance.expandedConfig().get(PROTECTION))) {
            throw new ReplacementRefusedException("the server does not delete it: " + PROTECTION
                    + " is true; unset it, or use spec.updates.replace: Rebuild");
        }
        if (recreates && copy != null && copy.instance().equals(instance.name())) {
            throw new ReplacementRefusedException(
                    "it would be deleted together with what it is to be a copy of: copy that to another instance first");
        }
        if (!recreates && instance.ephemeral()) {
            throw new ReplacementRefusedException(
                    "it is ephemeral: a rebuild stops it, and the server deletes it then; use spec.updates.replace: Recreate");
        }
        List<String> snapshots =
                recreates ? List.of() : site.client().instances().snapshots(site.instance());
        if (!snapshots.isEmpty()) {
            throw new ReplacementRefusedException(
                    "the server does not rebuild an instance that has snapshots, and it has "
                            + snapshots.size() + " (" + snapshots.get(0)
                            + (snapshots.size() == 1 ? ")" : ", …)")
                            + ": delete them, or use spec.updates.replace: Recreate, which deletes them with the instance");
        }
    }

    private static boolean isTrue(@Nullable String value) {
        return value != null && TRUE.contains(value.toLowerCase(Locale.ROOT));
    }

    private static Optional<Image> inStore(Site site, ImageSource image) {
        String project = site.instance().project();
        if (image.alias() != null) {
            return site.client().images().byAlias(project, image.alias());
        }
        if (image.fingerprint() != null) {
            return site.client().images().get(project, image.fingerprint());
        }
        Map<String, String> wanted = image.propertiesOrEmpty();
        return site.client().images().list(project).stream()
                .filter(each -> each.properties().entrySet().containsAll(wanted.entrySet()))
                .max(Comparator.comparing(each -> each.type().equals(type(site))));
    }

    /** @param current whether it has to be as new as the image server's: one that the server keeps so, or that was just downloaded */
    private Optional<Image> downloaded(Site site, ObjectNode source, boolean current) {
        String project = site.instance().project();
        Optional<Image> known =
                fetched.of(key(site)).flatMap(id -> site.client().images().get(project, id));
        if (known.isPresent()) {
            return known;
        }
        if (source.has("fingerprint")) {
            return site.client()
                    .images()
                    .get(project, source.path("fingerprint").asText());
        }
        Image.Origin wanted = new Image.Origin(
                source.path("server").asText(),
                source.path("protocol").asText(),
                source.path("alias").asText());
        return site.client().images().list(project).stream()
                .filter(each -> each.origin().equals(wanted) && each.type().equals(type(site)))
                .filter(each -> each.autoUpdate() || !current)
                .filter(each -> runsHere(each, site))
                .findFirst();
    }

    private static void requireFit(Image found, ImageSource image, Site site) {
        if (!found.type().equals(type(site))) {
            throw new ReplacementRefusedException("image " + FailureCause.said(image) + " is of type " + found.type()
                    + ", and the instance a " + type(site) + ": name an image of that type in spec.image");
        }
        if (!runsHere(found, site)) {
            throw new ReplacementRefusedException(
                    "image " + FailureCause.said(image) + " is for " + found.architecture()
                            + ", which the host does not run: name an image for one of "
                            + site.server().architectures());
        }
    }

    /** The members of a cluster may differ: what each of them runs is theirs to say. */
    private static boolean runsHere(Image image, Site site) {
        return site.server().clustered()
                || site.server().architectures().isEmpty()
                || site.server().architectures().contains(image.architecture());
    }

    private static String type(Site site) {
        return site.situation().spec().typeOrDefault() == InstanceType.CONTAINER ? "container" : "virtual-machine";
    }

    private static String key(Site site) {
        return site.host().key() + " " + site.instance() + " "
                + site.situation().declared().source();
    }
}
