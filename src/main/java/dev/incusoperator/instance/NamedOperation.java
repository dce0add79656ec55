package dev.incusoperator.instance;

import dev.incusoperator.client.IncusException;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.Operation;
import dev.incusoperator.client.model.ServerInfo.Product;
import dev.incusoperator.host.Host.OperationView;
import dev.incusoperator.instance.StepRunner.Site;
import java.util.Optional;

/**
 * An operation that this process has not begun, known by a status alone. Anybody who may write a status may have written its id
 * there, or a backup has brought it back: it is followed only where the host says that it is about this very instance.
 */
final class NamedOperation {
    private final String id;
    private final Site site;

    NamedOperation(String id, Site site) {
        this.id = id;
        this.site = site;
    }

    /**
     * @param command whether it is that of a command
     * @return whether it is followed now
     */
    boolean follow(boolean command) {
        if (!isOfThisInstance()) {
            return false;
        }
        if (command) {
            site.host().trackCommand(id, site.instance());
        } else {
            site.host().track(id, site.instance());
        }
        // it may be followed for another instance that it is about, too
        return !(site.host().operation(id, site.instance()) instanceof OperationView.NotTracked);
    }

    private boolean isOfThisInstance() {
        if (!Operation.isId(id)) {
            return false;
        }
        InstanceRef instance = site.instance();
        try {
            Optional<Operation> named =
                    site.client().operations().get(id).filter(found -> found.isAbout(instance.name()));
            return named.isPresent()
                    && (site.server().product() == Product.INCUS
                            ? named.get().isIn(instance.project())
                            : isListedIn(instance.project()));
        } catch (IncusException.NotTrusted ofAnotherProject) {
            return false;
        }
    }

    /** LXD does not say in the operation in what project it is. */
    private boolean isListedIn(String project) {
        return site.client().operations().list(project).stream()
                .anyMatch(each -> each.id().equals(id));
    }
}
