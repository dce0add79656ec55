package dev.incusoperator.client.malformed;

import com.fasterxml.jackson.databind.JsonNode;
import dev.incusoperator.client.ApiResponse;
import dev.incusoperator.client.event.Event;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.Operation;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a value of the client's is what its type says: nothing null in it that may not be, and everything about it answers. */
final class Sound {
    private Sound() {}

    static void check(Object value) {
        visit(value, value.getClass().getSimpleName());
    }

    private static void visit(Object value, String where) {
        if (value instanceof JsonNode) {
            return;
        }
        if (value instanceof Optional<?> optional) {
            optional.ifPresent(held -> visit(held, where));
        } else if (value instanceof Iterable<?> all) {
            all.forEach(each -> visit(present(each, where), where + "[]"));
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, held) -> {
                present(key, where);
                visit(present(held, where + "." + key), where + "." + key);
            });
        } else if (value instanceof Record record) {
            components(record, where);
            ask(record);
        }
    }

    private static void components(Record record, String where) {
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            Object held = valueOf(component, record);
            if (held != null) {
                visit(held, where + "." + component.getName());
            } else if (!mayBeNull(component.getAnnotatedType())) {
                throw new AssertionError(where + "." + component.getName() + " is null");
            }
        }
    }

    private static @Nullable Object valueOf(RecordComponent component, Record record) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean mayBeNull(AnnotatedType type) {
        return type.isAnnotationPresent(Nullable.class);
    }

    /** What is worked out when it is asked for. */
    private static void ask(Record record) {
        visit(record.toString(), "toString");
        if (record instanceof Operation operation) {
            visit(operation.progress(), "progress");
            visit(operation.returnCode(), "returnCode");
            visit(operation.outputPath(1), "outputPath");
        } else if (record instanceof Instance instance) {
            visit(instance.uuid(), "uuid");
            visit(instance.ref(), "ref");
        } else if (record instanceof ApiResponse response) {
            visit(response.operation(), "operation");
            visit(response.operationId(), "operationId");
            visit(response.etag(), "etag");
        } else if (record instanceof Event.LifecycleEvent event) {
            visit(event.instance(), "instance");
        }
    }

    private static Object present(@Nullable Object value, String where) {
        if (value == null) {
            throw new AssertionError(where + " holds a null");
        }
        return value;
    }
}
