import type { NodePath, PluginObject, types } from '@babel/core'

/**
 * Removes what the corpus has of telemetry, to compare the time that it takes: nobody has proven it right. A call of a
 * span becomes a call of its function; everything else that is called on `tele` or on a span goes with its statement.
 */
export function removeTele(t: typeof types): PluginObject {
  return {
    visitor: {
      Program(program: NodePath<types.Program>) {
        const binding = program.scope.getBinding('tele')
        if (binding?.kind !== 'module') return
        for (const reference of binding.referencePaths) removeReference(reference, t)
        binding.path.parentPath?.remove()
      },
    },
  }
}

function removeReference(reference: NodePath, t: typeof types): void {
  const call = reference.findParent((path) => path.isCallExpression()) as NodePath<types.CallExpression> | null
  const fn = call?.node.arguments.at(-1)
  if (call && t.isFunction(fn)) {
    call.replaceWith(t.callExpression(fn as types.Expression, []))
    return
  }
  const declarator = call?.parentPath
  if (declarator?.isVariableDeclarator() && t.isIdentifier(declarator.node.id)) {
    for (const use of declarator.scope.getBinding(declarator.node.id.name)?.referencePaths ?? []) {
      use.getStatementParent()?.remove()
    }
  }
  call?.getStatementParent()?.remove()
}
