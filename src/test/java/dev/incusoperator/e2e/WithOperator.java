package dev.incusoperator.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.incusoperator.kube.OperatorProcess;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the one operator of the run, and shows what it has logged where one fails. */
final class WithOperator implements ParameterResolver, AfterTestExecutionCallback {
    private static final int SHOWN_LINES = 40;

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == OperatorUnderTest.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return operator(context);
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            System.out.println("The operator's log at the end of " + context.getDisplayName() + ":");
            operator(context).logTail(SHOWN_LINES).forEach(System.out::println);
        }
    }

    private static OperatorUnderTest operator(ExtensionContext context) {
        assumeTrue(OperatorProcess.isBuilt(), "the operator is not built: mvn package builds it");
        return context.getRoot()
                .getStore(Namespace.create(WithOperator.class))
                .computeIfAbsent(OperatorUnderTest.class, type -> new OperatorUnderTest(), OperatorUnderTest.class);
    }
}
